"""The portal: a static site made from sealed bundles; no database behind it.

`collecting` verifies the bundles and gathers a `Site`; `pages` say what each page shows; `building`
writes what changed, aside, and swaps it in; `checking` looks at the result as a stranger would.

    CH-6001 bundle differs           CH-6002 nothing to show           CH-6003 one edition, two publications
    CH-6004 theme not understood     CH-6005 colours too alike         CH-6006 folder is no site
    CH-6007 something in the way     CH-6008 address of the site        CH-6009 port taken
    CH-6010 two pages, one address

What `chiso portal check` finds:

    CH-6020 dead link                CH-6021 dead anchor               CH-6022 not accessible
    CH-6023 too heavy                CH-6024 asks another host         CH-6025 inline style or script
    CH-6026 not as it was built
"""
