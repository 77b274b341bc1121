# Calibrated weights of R's package survey, with linearised and jackknifed errors.
suppressMessages(library(survey))
source("writing.R")
# `grake` asks the package MASS, which may be missing, for one function: the inverse of Moore and Penrose.
ginv <- function(X, tol) {
  parts <- svd(X)
  kept <- parts$d > tol * parts$d[1]
  parts$v[, kept, drop = FALSE] %*% (t(parts$u[, kept, drop = FALSE]) / parts$d[kept])
}
written <- gsub("MASS::ginv", "ginv", deparse(survey:::grake), fixed = TRUE)
assignInNamespace("grake", eval(parse(text = written), list2env(list(ginv = ginv), parent = asNamespace("survey"))), "survey")
rows <- read.csv("weighting_rows.csv", stringsAsFactors = TRUE)
rows$age <- factor(rows$age, levels = c("middle", "old", "young"))
drawn <- svydesign(~psu, strata = ~big, weights = ~weight, fpc = ~big_communes, data = rows)
jackknife <- as.svrepdesign(drawn, type = "JKn", mse = TRUE)
sex <- data.frame(sex = c("female", "male"), Freq = c(4100, 3700))
age <- data.frame(age = c("middle", "old", "young"), Freq = c(3000, 2100, 2700))
cells <- data.frame(sex = rep(c("female", "male"), each = 3), age = rep(c("middle", "old", "young"), 2),
                    Freq = c(1500, 1100, 1500, 1500, 1000, 1200))
totals <- c("(Intercept)" = 7800, sexmale = 3700, ageold = 2100, ageyoung = 2700, income = 41500)
margins <- totals[1:4]
said <- function(design) {
  by_sex <- svytotal(~ I(y * (sex == "female")) + I(y * (sex == "male")), design)
  list(total = coef(svytotal(~ y + z, design)), total_covariance = vcov(svytotal(~ y + z, design)),
       mean = coef(svymean(~ y + z, design)), mean_covariance = vcov(svymean(~ y + z, design)),
       by_sex = coef(by_sex), by_sex_covariance = vcov(by_sex), weights = weights(design, "sampling"))
}
# Quantiles of all, and of women: estimates, ends of Woodruff's interval, errors.
quantiles <- function(design) {
  of <- function(part) {
    told <- svyquantile(~y, part, c(0.25, 0.5, 0.8), interval.type = "mean", qrule = "math", df = degf(part))$y
    list(quantile = as.vector(told[, "quantile"]), low = as.vector(told[, "ci.2.5"]),
         high = as.vector(told[, "ci.97.5"]), se = as.vector(told[, "se"]))
  }
  list(all = of(design), women = of(subset(design, sex == "female")))
}
exact <- list(maxit = 5000, epsilon = 1e-11)
step <- function(change) list(linearised = said(change(drawn)), jackknife = said(change(jackknife)))
numbers <- ~ sex + age + income
give(
  linear = step(function(d) calibrate(d, numbers, totals)),
  raking_numbers = step(function(d) calibrate(d, numbers, totals, calfun = "raking", epsilon = 1e-12, maxit = 200)),
  logit = step(function(d) calibrate(d, numbers, totals, calfun = "logit", bounds = c(0.4, 3), epsilon = 1e-12, maxit = 200)),
  quantiles = list(linear = quantiles(calibrate(drawn, numbers, totals)),
                   post_stratification = quantiles(postStratify(drawn, ~ sex + age, cells))),
  # Some jackknife replicates have no weights within these bounds.
  bounded = list(linearised = said(calibrate(drawn, numbers, totals, bounds = c(0.99, 1.345), epsilon = 1e-12, maxit = 500))),
  margins = step(function(d) calibrate(d, ~ sex + age, margins, calfun = "raking", epsilon = 1e-12, maxit = 200)),
  post_stratification = step(function(d) postStratify(d, ~ sex + age, cells)),
  rake = step(function(d) rake(d, list(~sex, ~age), list(sex, age), control = exact)),
  trimmed = list(once = weights(trimWeights(drawn, upper = 90), "sampling"),
                 strict = weights(trimWeights(drawn, upper = 90, strict = TRUE), "sampling"),
                 both = weights(trimWeights(drawn, upper = 90, lower = 30, strict = TRUE), "sampling"))
)
