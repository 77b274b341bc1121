# The index on a design of two stages with a lonely stratum: items by svyratio, and factors by svycontrast with
# their covariances, by lonely policy. Answers to six questions are made of clusters.csv and the row's number.
suppressMessages(library(survey))
source("writing.R")
options(survey.adjust.domain.lonely = FALSE)
given <- read.csv("clusters.csv", stringsAsFactors = TRUE)
row <- seq_len(nrow(given)) - 1
given$q1 <- given$q
given$q2 <- 1 + (7 * row) %% 5
given$q3 <- ifelse(row %% 11 == 0, 9, 1 + floor(given$percent / 20.01))
given$q4 <- ifelse(row %% 6 == 0, NA, 1 + (3 * row + 1) %% 5)
given$q5 <- 1 + (row * row) %% 5
given$q6 <- ifelse(given$sex == 1, 4, 2)
questions <- paste0("q", 1:6)
items <- list(index = questions, I = questions[1:3], II = questions[4:6], q1 = "q1", q4 = "q4")
for (name in names(items)) {
  cells <- as.matrix(given[items[[name]]])
  given[[paste0("s_", name)]] <- rowSums(cells == 4 | cells == 5, na.rm = TRUE)
  given[[paste0("a_", name)]] <- rowSums(matrix(cells %in% 1:5, nrow(cells)))
}
design <- svydesign(id = ~commune + household, strata = ~stratum, fpc = ~communes + households, weights = ~weight, data = given)
told <- function(part) {
  both <- sapply(names(items), function(name) {
    asked <- part[part$variables[[paste0("a_", name)]] > 0, ]
    said <- svyratio(as.formula(paste0("~s_", name)), as.formula(paste0("~a_", name)), asked)
    c(coef(said), SE(said))
  })
  totals <- svytotal(~s_I + a_I + s_II + a_II, part)
  factors <- svycontrast(totals, list(I = quote(s_I / a_I), II = quote(s_II / a_II), difference = quote(s_I / a_I - s_II / a_II)))
  list(estimate = both[1, ], se = both[2, ], df = degf(part), factors = matrix(vcov(factors), 3))
}
found <- lapply(c(remove = "remove", certainty = "certainty", adjust = "adjust", average = "average"), function(policy) {
  options(survey.lonely.psu = policy)
  units <- c("", "k", "l", "m")
  parts <- lapply(units, function(unit) told(if (unit == "") design else subset(design, agency == unit)))
  names(parts) <- paste0("u", units)
  parts
})
do.call(give, found)
