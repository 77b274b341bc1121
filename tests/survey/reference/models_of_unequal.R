# Regressions and tests of independence where units were drawn with unequal chances. R takes no subsets of such
# designs, so the columns are those that everybody answered.
suppressMessages(library(survey))
source("writing.R")
options(survey.lonely.psu = "remove")
unequal <- read.csv("unequal.csv")
unequal$stratum <- as.integer(factor(unequal$stratum))
designs <- list(
  brewer = svydesign(id = ~commune, strata = ~stratum, fpc = ~chance, pps = "brewer", data = unequal),
  overton = svydesign(id = ~commune, strata = ~stratum, fpc = ~chance, pps = "overton", data = unequal),
  hartley_rao = svydesign(id = ~commune, strata = ~stratum, fpc = ~chance, pps = HR(), data = unequal)
)
told <- function(model, term) {
  test <- regTermTest(model, term)
  list(coefficients = as.vector(coef(model)), covariance = unclass(vcov(model)), df = model$df.residual,
       test = c(test$Ftest, test$df, test$ddf, test$p))
}
logistic <- function(design, formula) {
  # The covariance has the weights of the step before the last: a second run starts at the end of the first.
  once <<- svyglm(formula, design, family = quasibinomial(), epsilon = 1e-15, maxit = 100)
  svyglm(formula, design, family = quasibinomial(), epsilon = 1e-15, maxit = 100, start = coef(once))
}
whole <- lapply(designs, function(design) {
  second <- svychisq(~satisfied + sex, design, statistic = "F")
  first <- svychisq(~satisfied + sex, design, statistic = "Chisq")
  list(linear = told(svyglm(percent ~ satisfied + factor(sex), design), ~satisfied),
       logistic = told(logistic(design, satisfied ~ percent + factor(sex)), ~percent),
       f = c(second$statistic, second$parameter, second$p.value),
       chisq = c(first$statistic, first$parameter, first$p.value))
})
# Joint chances, of which R takes one row a unit, and men alone: the sandwich put together of the covariance of
# totals in R, A^-1 Cov(sum of w x (y - mu)) A^-1.
units <- unequal[!duplicated(unequal$commune), c("commune", "stratum", "chance")]
same <- outer(units$stratum, units$stratum, "==")
both <- outer(units$chance, units$chance) * ifelse(same, 1 - 0.2 * outer(1 - units$chance, 1 - units$chance), 1)
diag(both) <- units$chance
by_pairs <- function(kind) function(scores) {
  sums <- as.data.frame(rowsum(scores, unequal$commune, reorder = FALSE))
  names(sums) <- paste0("s", seq_along(sums))
  design <- svydesign(id = ~commune, fpc = ~chance, pps = ppsmat(both), variance = kind, data = cbind(units, sums))
  vcov(svytotal(reformulate(names(sums)), design))
}
by_rows <- function(design) function(scores) vcov(svytotal(~scores, update(design, scores = scores)))
covariances <- c(lapply(designs, by_rows), list(joint = by_pairs("YG"), horvitz_thompson = by_pairs("HT")))
plain <- svydesign(id = ~commune, strata = ~stratum, weights = ~weight, data = unequal)
sandwich <- function(covariance, inside, formula, is_logistic) {
  part <- subset(plain, inside)
  model <- if (is_logistic) logistic(part, formula) else svyglm(formula, part)
  x <- model.matrix(model)
  mu <- fitted(model)
  slope <- if (is_logistic) mu * (1 - mu) else 1
  a <- crossprod(x, x * (weights(part) * slope))
  scores <- matrix(0, nrow(unequal), ncol(x))
  scores[inside, ] <- x * (model$y - mu)
  list(coefficients = as.vector(coef(model)), covariance = solve(a) %*% covariance(scores) %*% solve(a))
}
parts <- lapply(covariances, function(covariance) {
  of <- function(inside, linear, logistic) {
    list(linear = sandwich(covariance, inside, linear, FALSE), logistic = sandwich(covariance, inside, logistic, TRUE))
  }
  list(all = of(rep(TRUE, nrow(unequal)), percent ~ satisfied + factor(sex), satisfied ~ percent + factor(sex)),
       men = of(unequal$sex == 1, percent ~ satisfied, satisfied ~ percent))
})
give(whole = whole, parts = parts)
