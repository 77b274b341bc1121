# Ratios, shares with their intervals, and design effects with calibrated weights; every method of calibration
# on a design of two stages.
suppressMessages(library(survey))
source("writing.R")
options(survey.lonely.psu = "adjust", survey.adjust.domain.lonely = FALSE)
# `grake` asks the package MASS, which may be missing, for one function: the inverse of Moore and Penrose.
ginv <- function(X, tol) {
  parts <- svd(X)
  kept <- parts$d > tol * parts$d[1]
  parts$v[, kept, drop = FALSE] %*% (t(parts$u[, kept, drop = FALSE]) / parts$d[kept])
}
written <- gsub("MASS::ginv", "ginv", deparse(survey:::grake), fixed = TRUE)
assignInNamespace("grake", eval(parse(text = written), list2env(list(ginv = ginv), parent = asNamespace("survey"))), "survey")
clusters <- read.csv("clusters.csv", stringsAsFactors = TRUE)
clusters$gender <- factor(clusters$sex)
designs <- list(
  replacement = svydesign(id = ~commune, strata = ~stratum, weights = ~weight, data = clusters),
  two_stages = svydesign(id = ~commune + household, strata = ~stratum, fpc = ~communes + households,
                         weights = ~weight, data = clusters)
)
statistics <- function(design) {
  m <- svymean(~y, design, na.rm = TRUE, deff = TRUE)
  t <- svytotal(~y, design, na.rm = TRUE, deff = TRUE)
  ratio <- svyratio(~y, ~x, design, na.rm = TRUE, deff = TRUE)
  s <- svymean(~satisfied, design, deff = TRUE)
  p <- as.vector(coef(s))
  # A part of a calibrated design keeps all rows, those outside without weight: svyciprop would count them.
  n <- sum(weights(design) != 0)
  effective <- p * (1 - p) / as.vector(vcov(s)) * (qt(0.975, n - 1) / qt(0.975, degf(design)))^2
  list(mean = c(coef(m), SE(m), deff(m)), total = c(coef(t), SE(t), deff(t)),
       ratio = c(coef(ratio), SE(ratio), attr(ratio, "deff")), share = c(p, SE(s), deff(s)),
       logit = as.vector(confint(svyciprop(~satisfied, design, method = "xlogit"))),
       beta = c(qbeta(0.025, effective * p, effective * (1 - p) + 1), qbeta(0.975, effective * p + 1, effective * (1 - p))),
       df = degf(design))
}
told <- function(design) list(all = statistics(design), agency = statistics(subset(design, agency == "m")),
                              men = statistics(subset(design, sex == 1)))
margins <- c("(Intercept)" = 2400, gender2 = 1300, agencyl = 800, agencym = 600)
numbers <- c(margins, percent = 110000)
cells <- data.frame(gender = rep(c("1", "2"), 3), agency = rep(c("k", "l", "m"), each = 2),
                    Freq = c(450, 550, 380, 420, 270, 330))
found <- lapply(designs, function(design) {
  exact <- function(formula, totals, ...) told(calibrate(design, formula, totals, epsilon = 1e-12, maxit = 500, ...))
  list(
    post_stratification = told(postStratify(design, ~ gender + agency, cells)),
    linear = told(calibrate(design, ~ gender + agency + percent, numbers)),
    raking = exact(~ gender + agency, margins, calfun = "raking"),
    logit = exact(~ gender + agency + percent, numbers, calfun = "logit", bounds = c(0.5, 2)),
    bounded = exact(~ gender + agency + percent, numbers, bounds = c(0.45, 1.75))
  )
})
do.call(give, found)
