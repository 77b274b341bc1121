# The index with calibrated weights: svyratio over domains, and covariances of factors by svycontrast, of
# designs that `calibrate` and `postStratify` returned. `kind` and `age` are made of the number of the row.
suppressPackageStartupMessages(library(survey))
source("writing.R")
# `grake` asks the package MASS, which may be missing, for one function: the inverse of Moore and Penrose.
ginv <- function(X, tol) {
  parts <- svd(X)
  kept <- parts$d > tol * parts$d[1]
  parts$v[, kept, drop = FALSE] %*% (t(parts$u[, kept, drop = FALSE]) / parts$d[kept])
}
written <- gsub("MASS::ginv", "ginv", deparse(survey:::grake), fixed = TRUE)
assignInNamespace("grake", eval(parse(text = written), list2env(list(ginv = ginv), parent = asNamespace("survey"))), "survey")
frame <- read.csv("index_rows.csv")
row <- seq_len(nrow(frame)) - 1
frame$kind <- factor(paste0("k", row %% 3))
frame$age <- 18 + (7 * row) %% 60
frame$commune <- factor(frame$commune)
questions <- paste0("q", 1:6)
items <- list(index = questions, I = questions[1:3], II = questions[4:6], q1 = "q1", q6 = "q6")
for (name in names(items)) {
  cells <- as.matrix(frame[items[[name]]])
  frame[[paste0("s_", name)]] <- rowSums(cells == 4 | cells == 5, na.rm = TRUE)
  frame[[paste0("a_", name)]] <- rowSums(matrix(cells %in% 1:5, nrow(cells)))
}
drawn <- svydesign(id = ~cluster, strata = ~stratum, weights = ~weight, fpc = ~clusters, data = frame)
communes <- c(A = 150, B = 130, C = 140, D = 150, E = 40)
kinds <- c(k0 = 210, k1 = 220, k2 = 180)
margins <- c("(Intercept)" = 610, communeB = 130, communeC = 140, communeD = 150, communeE = 40, kindk1 = 220, kindk2 = 180)
cells <- expand.grid(commune = names(communes), kind = names(kinds))
cells$Freq <- c(50, 45, 50, 50, 15, 55, 45, 50, 55, 15, 45, 40, 40, 45, 10)
told <- function(design) {
  ratios <- function(part) {
    both <- sapply(names(items), function(name) {
      said <- svyratio(as.formula(paste0("~s_", name)), as.formula(paste0("~a_", name)), part)
      c(coef(said), SE(said))
    })
    list(estimate = both[1, ], se = both[2, ], df = degf(part))
  }
  units <- lapply(c("", names(communes)), function(unit) ratios(if (unit == "") design else subset(design, commune == unit)))
  names(units) <- paste0("u", c("", names(communes)))
  # Domains by a function that knows nothing of ratios of our own.
  by <- svyby(~s_index, ~commune, denominator = ~a_index, design = design, svyratio)
  totals <- svytotal(~s_I + a_I + s_II + a_II, subset(design, commune == "A"))
  factors <- svycontrast(totals, list(I = quote(s_I / a_I), II = quote(s_II / a_II),
                                      difference = quote(s_I / a_I - s_II / a_II)))
  c(units, list(by_estimate = coef(by), by_se = SE(by), factors = matrix(vcov(factors), 3),
                weights = weights(design, "sampling")))
}
exact <- function(formula, totals, ...) told(calibrate(drawn, formula, totals, epsilon = 1e-12, maxit = 200, ...))
give(
  linear = exact(~ commune + kind + age, c(margins, age = 29000)),
  raking = exact(~ commune + kind, margins, calfun = "raking"),
  logit = exact(~ commune + kind, margins, calfun = "logit", bounds = c(0.3, 3)),
  post_stratification = told(postStratify(drawn, ~ commune + kind, cells))
)
