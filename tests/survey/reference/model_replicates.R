# svyglm, regTermTest and svychisq on replicate designs, centred at the estimate (mse = TRUE); the logistic
# model goes on to the last digit. Replicates by chance, and those whose matrix is a choice, with their factors.
suppressMessages(library(survey))
source("writing.R")
rows <- read.csv("weighting_rows.csv", stringsAsFactors = TRUE)
pairs <- svydesign(~psu, strata = ~stratum, weights = ~weight, data = rows)
fours <- svydesign(~psu, strata = ~big, weights = ~weight, data = rows)
fours_fpc <- svydesign(~psu, strata = ~big, weights = ~weight, fpc = ~big_communes, data = rows)
plain <- svydesign(~psu, weights = ~weight, data = rows)

told <- function(model, term) {
  test <- regTermTest(model, term)
  table <- summary(model)$coefficients
  list(coefficients = as.vector(coef(model)), covariance = matrix(vcov(model), nrow = length(coef(model))),
       df = model$df.residual, p = as.vector(table[, 4]),
       interval = unname(confint(model, ddf = model$df.residual)),
       test = c(test$Ftest, test$df, test$ddf, test$p), n = length(model$y))
}
independence <- function(design) {
  second <- svychisq(~sex + age, design, statistic = "F")
  first <- svychisq(~sex + age, design, statistic = "Chisq")
  list(f = c(second$statistic, second$parameter, second$p.value),
       chisq = c(first$statistic, first$parameter, first$p.value))
}
models <- function(design) {
  list(linear = told(svyglm(y ~ income + age, design), ~age),
       logistic = told(svyglm(z ~ y + relevel(sex, "male"), design, family = quasibinomial(),
                              control = glm.control(epsilon = 1e-15, maxit = 100)), ~y),
       independence = independence(design))
}
said <- function(design) {
  design$mse <- TRUE
  c(models(design), list(domain = models(subset(design, income > 4))))
}
drawn <- function(design) {
  first <- !duplicated(rows$psu)
  c(said(design), list(factors = as.matrix(weights(design, "replication"))[first, ],
    scale = design$scale, rscales = design$rscales, degf = degf(design)))
}
set.seed(7)
jackknife <- as.svrepdesign(fours, type = "JKn")
give(
  jk1 = said(as.svrepdesign(plain, type = "JK1")),
  jkn = said(jackknife),
  jkn_fpc = said(as.svrepdesign(fours_fpc, type = "JKn")),
  brr = drawn(as.svrepdesign(pairs, type = "BRR")),
  fay = drawn(as.svrepdesign(pairs, type = "Fay", fay.rho = 0.3)),
  canty_davison = drawn(as.svrepdesign(fours_fpc, type = "bootstrap", replicates = 20)),
  rao_wu = drawn(as.svrepdesign(fours, type = "subbootstrap", replicates = 20)),
  calibrated = said(calibrate(jackknife, ~sex, c("(Intercept)" = 7800, sexmale = 3700)))
)
