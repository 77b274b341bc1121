# Writes a list of numbers, vectors, matrices and lists as JSON with all digits; missing numbers as null.
# The package jsonlite may be missing.
json <- function(value) {
  if (is.list(value)) {
    parts <- vapply(names(value), function(name) paste0('"', name, '": ', json(value[[name]])), "")
    return(paste0("{", paste(parts, collapse = ",\n "), "}"))
  }
  if (is.matrix(value)) {
    rows <- apply(value, 1, function(row) json(as.vector(row)))
    return(paste0("[", paste(rows, collapse = ", "), "]"))
  }
  if (is.character(value)) {
    written <- paste0('"', value, '"')
  } else {
    written <- ifelse(is.finite(value), sprintf("%.17g", as.numeric(value)), "null")
  }
  paste0("[", paste(written, collapse = ", "), "]")
}
give <- function(...) cat(json(list(...)), "\n")
