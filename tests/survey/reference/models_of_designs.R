# Regressions and tests of independence: the designs and lonely policies that models.R leaves out.
suppressMessages(library(survey))
source("writing.R")
options(survey.adjust.domain.lonely = FALSE)
clusters <- read.csv("clusters.csv", stringsAsFactors = TRUE)
persons <- read.csv("persons.csv", stringsAsFactors = TRUE)
designs <- list(
  replacement = svydesign(id = ~commune, strata = ~stratum, weights = ~weight, data = clusters),
  unstratified = svydesign(id = ~commune, weights = ~weight, data = clusters),
  first_stage = svydesign(id = ~commune, strata = ~stratum, fpc = ~communes, weights = ~weight, data = clusters),
  two_stages = svydesign(id = ~commune + household, strata = ~stratum, fpc = ~communes + households,
                         weights = ~weight, data = clusters),
  three_stages = svydesign(id = ~commune + household + person, strata = ~stratum,
                           fpc = ~communes + households + persons, weights = ~weight,
                           data = transform(clusters, person = seq_len(nrow(clusters)))),
  stratified = svydesign(id = ~1, strata = ~stratum, fpc = ~population, weights = ~weight, data = persons)
)
told <- function(model, term) {
  test <- regTermTest(model, term)
  table <- summary(model)$coefficients
  list(coefficients = as.vector(coef(model)), covariance = unclass(vcov(model)), df = model$df.residual,
       p = as.vector(table[, 4]), interval = unname(confint(model, ddf = model$df.residual)),
       test = c(test$Ftest, test$df, test$ddf, test$p), n = length(model$y))
}
models <- function(design) {
  # The covariance has the weights of the step before the last: a second run starts at the end of the first.
  formula <- I(q >= 4) ~ y + relevel(factor(sex), "2")
  once <<- svyglm(formula, design, family = quasibinomial(), epsilon = 1e-15, maxit = 100)
  answered <- subset(design, q > 1 & !is.na(sex))
  second <- svychisq(~sex + q, answered, statistic = "F")
  first <- svychisq(~sex + q, answered, statistic = "Chisq")
  list(linear = told(svyglm(y ~ x + factor(sex), design), ~x),
       logistic = told(svyglm(formula, design, family = quasibinomial(), epsilon = 1e-15, maxit = 100, start = coef(once)), ~y),
       f = c(second$statistic, second$parameter, second$p.value),
       chisq = c(first$statistic, first$parameter, first$p.value))
}
found <- lapply(c(remove = "remove", certainty = "certainty", adjust = "adjust", average = "average"), function(policy) {
  options(survey.lonely.psu = policy)
  lapply(designs, models)
})
do.call(give, found)
