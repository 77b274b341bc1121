# Regressions and tests of independence with calibrated weights: designs x lonely policies x calibrations.
suppressMessages(library(survey))
source("writing.R")
options(survey.adjust.domain.lonely = FALSE)
# `grake` asks the package MASS, which may be missing, for one function: the inverse of Moore and Penrose.
ginv <- function(X, tol) {
  parts <- svd(X)
  kept <- parts$d > tol * parts$d[1]
  parts$v[, kept, drop = FALSE] %*% (t(parts$u[, kept, drop = FALSE]) / parts$d[kept])
}
written <- gsub("MASS::ginv", "ginv", deparse(survey:::grake), fixed = TRUE)
assignInNamespace("grake", eval(parse(text = written), list2env(list(ginv = ginv), parent = asNamespace("survey"))), "survey")
clusters <- read.csv("clusters.csv", stringsAsFactors = TRUE)
persons <- read.csv("persons.csv", stringsAsFactors = TRUE)
clusters$gender <- factor(clusters$sex)
persons$gender <- factor(persons$sex)
designs <- list(
  replacement = svydesign(id = ~commune, strata = ~stratum, weights = ~weight, data = clusters),
  two_stages = svydesign(id = ~commune + household, strata = ~stratum, fpc = ~communes + households,
                         weights = ~weight, data = clusters),
  stratified = svydesign(id = ~1, strata = ~stratum, fpc = ~population, weights = ~weight, data = persons)
)
told <- function(model, term) {
  test <- regTermTest(model, term)
  list(coefficients = as.vector(coef(model)), covariance = unclass(vcov(model)), df = model$df.residual,
       test = c(test$Ftest, test$df, test$ddf, test$p))
}
models <- function(design) {
  # The covariance has the weights of the step before the last: a second run starts at the end of the first.
  formula <- I(q >= 4) ~ y + relevel(gender, "2")
  once <<- svyglm(formula, design, family = quasibinomial(), epsilon = 1e-15, maxit = 100)
  # A part of a calibrated design keeps all rows, those outside without weight: these need some answer too.
  among <- update(design, answer = ifelse(is.na(q) | q <= 1, 2, q))
  second <- svychisq(~sex + answer, subset(among, !is.na(q) & q > 1), statistic = "F")
  list(linear = told(svyglm(y ~ x + gender, design), ~x),
       logistic = told(svyglm(formula, design, family = quasibinomial(), epsilon = 1e-15, maxit = 100, start = coef(once)), ~y),
       independence = c(second$statistic, second$parameter, second$p.value))
}
found <- lapply(c(remove = "remove", certainty = "certainty", adjust = "adjust", average = "average"), function(policy) {
  options(survey.lonely.psu = policy)
  lapply(designs, function(design) {
    of_clusters <- "agency" %in% names(design$variables)
    counts <- if (of_clusters) c(1100, 1300) else c(280, 240)
    percent <- if (of_clusters) 110000 else 25000
    margins <- c("(Intercept)" = sum(counts), gender2 = counts[2])
    list(post_stratification = models(postStratify(design, ~gender, data.frame(gender = c("1", "2"), Freq = counts))),
         linear = models(calibrate(design, ~gender + percent, c(margins, percent = percent))),
         logit = models(calibrate(design, ~gender + percent, c(margins, percent = percent), calfun = "logit",
                                  bounds = c(0.4, 2.5), epsilon = 1e-12, maxit = 500)))
  })
})
do.call(give, found)
