# Lonely strata put together with their neighbours: R has the strata that come of it under one name, with the
# sum of their populations. Everything that a total, a ratio or a share can be.
suppressMessages(library(survey))
source("writing.R")
options(survey.lonely.psu = "fail")
clusters <- read.csv("clusters.csv", stringsAsFactors = TRUE)
persons <- read.csv("persons.csv", stringsAsFactors = TRUE)
# E has one of 7 communes, F six of 30.
together <- clusters$stratum %in% c("E", "F")
clusters$joined <- factor(ifelse(together, "EF", as.character(clusters$stratum)))
clusters$there <- ifelse(together, 37, clusters$communes)
# In n one of 5 persons was drawn, in m, the last before it, 20 of 400.
last <- persons$stratum %in% c("m", "n")
persons$joined <- factor(ifelse(last, "mn", as.character(persons$stratum)))
persons$there <- ifelse(last, 405, persons$population)
designs <- list(
  replacement = svydesign(id = ~commune, strata = ~joined, weights = ~weight, data = clusters),
  first_stage = svydesign(id = ~commune, strata = ~joined, fpc = ~there, weights = ~weight, data = clusters),
  stratified = svydesign(id = ~1, strata = ~joined, fpc = ~there, weights = ~weight, data = persons)
)
statistics <- function(design) {
  m <- svymean(~y, design, na.rm = TRUE, deff = TRUE)
  t <- svytotal(~y, design, na.rm = TRUE, deff = TRUE)
  count <- svytotal(~I(1 + 0 * percent), design)
  ratio <- svyratio(~y, ~x, design, na.rm = TRUE, deff = TRUE)
  s <- svymean(~I(as.numeric(q >= 4)), design, na.rm = TRUE, deff = TRUE)
  told <- svyquantile(~y, design, c(0.25, 0.5, 0.8), na.rm = TRUE, interval.type = "mean", qrule = "math")$y
  list(mean = c(coef(m), SE(m), deff(m)), total = c(coef(t), SE(t), deff(t)), count = c(coef(count), SE(count)),
       ratio = c(coef(ratio), SE(ratio), attr(ratio, "deff")), share = c(coef(s), SE(s), deff(s)),
       # Degrees of freedom are those of the part, whoever of it answered.
       logit = as.vector(confint(svyciprop(~I(q >= 4), subset(design, !is.na(q)), method = "xlogit", df = degf(design)))),
       quantile = as.vector(told[, "quantile"]), low = as.vector(told[, "ci.2.5"]), se = as.vector(told[, "se"]))
}
found <- lapply(designs, function(design) {
  parts <- list(all = design, men = subset(design, sex == 1), amounts = subset(design, percent > 50))
  lapply(parts, statistics)
})
linear <- lapply(designs, function(design) {
  model <- svyglm(y ~ x + factor(sex), design)
  list(coefficients = as.vector(coef(model)), covariance = unclass(vcov(model)))
})
give(estimates = found, linear = linear)
