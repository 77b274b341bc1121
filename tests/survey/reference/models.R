# Regressions and tests of independence; iterations of the logistic model go on to the last digit.
suppressMessages(library(survey))
source("writing.R")
options(survey.lonely.psu = "remove")
clusters <- read.csv("clusters.csv", stringsAsFactors = TRUE)
persons <- read.csv("persons.csv", stringsAsFactors = TRUE)
persons$all <- 500
persons$one <- 500 / 44
designs <- list(
  replacement = svydesign(id = ~commune, strata = ~stratum, weights = ~weight, data = clusters),
  two_stages = svydesign(id = ~commune + household, strata = ~stratum, fpc = ~communes + households,
                         weights = ~weight, data = clusters),
  simple = svydesign(id = ~1, fpc = ~all, weights = ~one, data = persons),
  stratified = svydesign(id = ~1, strata = ~stratum, fpc = ~population, weights = ~weight, data = persons)
)
told <- function(model, term) {
  test <- regTermTest(model, term)
  table <- summary(model)$coefficients
  list(coefficients = as.vector(coef(model)), covariance = unclass(vcov(model)), df = model$df.residual,
       p = as.vector(table[, 4]), interval = unname(confint(model, ddf = model$df.residual)),
       test = c(test$Ftest, test$df, test$ddf, test$p), n = length(model$y))
}
regressions <- lapply(designs, function(design) {
  linear <- function(design) told(svyglm(y ~ x + factor(sex), design), ~x)
  logistic <- function(design) {
    # The covariance has the weights of the step before the last: a second run starts at the end of the first.
    formula <- I(q >= 4) ~ y + relevel(factor(sex), "2")
    once <<- svyglm(formula, design, family = quasibinomial(), epsilon = 1e-15, maxit = 100)
    told(svyglm(formula, design, family = quasibinomial(), epsilon = 1e-15, maxit = 100, start = coef(once)), ~y)
  }
  grouped <- svyglm(percent ~ factor(q), design)
  list(linear = linear(design), logistic = logistic(design),
       domain = list(linear = linear(subset(design, percent > 30)), logistic = logistic(subset(design, percent > 30))),
       grouped = told(grouped, ~factor(q)))
})
lonely <- lapply(c(adjust = "adjust", average = "average", certainty = "certainty"), function(policy) {
  options(survey.lonely.psu = policy)
  told(svyglm(y ~ x + factor(sex), designs$replacement), ~x)
})
options(survey.lonely.psu = "remove")
independence <- lapply(designs, function(design) {
  of <- function(design) {
    answered <- subset(design, !is.na(q) & !is.na(sex))
    second <- svychisq(~sex + q, answered, statistic = "F")
    first <- svychisq(~sex + q, answered, statistic = "Chisq")
    list(f = c(second$statistic, second$parameter, second$p.value),
         chisq = c(first$statistic, first$parameter, first$p.value))
  }
  list(all = of(subset(design, q > 1)), domain = of(subset(design, percent > 30 & q > 2)))
})
# With calibrated weights.
calibrated <- lapply(list(
  replacement = update(designs$replacement, gender = factor(sex)),
  two_stages = update(designs$two_stages, gender = factor(sex))
), function(design) {
  of <- function(design) {
    linear <- svyglm(y ~ x + gender, design)
    formula <- I(q >= 4) ~ y + relevel(gender, "2")
    once <<- svyglm(formula, design, family = quasibinomial(), epsilon = 1e-15, maxit = 100)
    logistic <- svyglm(formula, design, family = quasibinomial(), epsilon = 1e-15, maxit = 100, start = coef(once))
    # A part of a calibrated design keeps all rows, those outside without weight: these need some answer too.
    among <- update(design, answer = ifelse(is.na(q) | q <= 1, 2, q))
    second <- svychisq(~sex + answer, subset(among, !is.na(q) & q > 1), statistic = "F")
    list(linear = told(linear, ~x), logistic = told(logistic, ~y),
         independence = c(second$statistic, second$parameter, second$p.value))
  }
  list(post_stratification = of(postStratify(design, ~gender, data.frame(gender = c("1", "2"), Freq = c(1100, 1300)))),
       linear = of(calibrate(design, ~gender + percent, c("(Intercept)" = 2400, gender2 = 1300, percent = 110000))))
})
give(calibrated = calibrated, regressions = regressions, lonely = lonely, independence = independence)
