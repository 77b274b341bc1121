"""The office: signed-in officials. Django, server-rendered; the only room that imports Django."""
