# Replicate weights of R's package survey and what it makes of them: totals, means, a mean by domain.
suppressMessages(library(survey))
source("writing.R")
rows <- read.csv("weighting_rows.csv", stringsAsFactors = TRUE)
pairs <- svydesign(~psu, strata = ~stratum, weights = ~weight, data = rows)
pairs_fpc <- svydesign(~psu, strata = ~stratum, weights = ~weight, fpc = ~communes, data = rows)
fours <- svydesign(~psu, strata = ~big, weights = ~weight, data = rows)
fours_fpc <- svydesign(~psu, strata = ~big, weights = ~weight, fpc = ~big_communes, data = rows)
plain <- svydesign(~psu, weights = ~weight, data = rows)

said <- function(design, mse) {
  design$mse <- mse
  by_sex <- svyby(~y, ~sex, design, svymean, covmat = TRUE)
  list(total = coef(svytotal(~ y + z, design)), total_covariance = vcov(svytotal(~ y + z, design)),
       mean = coef(svymean(~ y + z, design)), mean_covariance = vcov(svymean(~ y + z, design)),
       by_sex = coef(by_sex), by_sex_covariance = vcov(by_sex))
}
both <- function(design) c(list(centred = said(design, FALSE), mse = said(design, TRUE)), list(df = degf(design)))
drawn <- function(design) {
  first <- !duplicated(rows$psu)
  c(both(design), list(factors = as.matrix(weights(design, "replication"))[first, ],
    scale = design$scale, rscales = design$rscales))
}
# Quantiles of y and of y among women: estimates, ends of Woodruff's interval, errors.
quantiles <- function(design) {
  design$mse <- TRUE
  of <- function(part) {
    told <- svyquantile(~y, part, c(0.25, 0.5, 0.8), interval.type = "mean", qrule = "math", df = degf(part))$y
    list(quantile = as.vector(told[, "quantile"]), low = as.vector(told[, "ci.2.5"]),
         high = as.vector(told[, "ci.97.5"]), se = as.vector(told[, "se"]), df = degf(part))
  }
  list(all = of(design), women = of(subset(design, sex == "female")))
}
# Means and quantiles of everybody and of women in each of the replicates, and how they vary together.
together <- function(design) {
  design$mse <- TRUE
  women <- rows$sex == "female"
  told <- withReplicates(design, function(w, data) {
    quantile <- function(values, those, share) survey:::qrule_math(values[those], w[those], share)
    all <- rep(TRUE, nrow(data))
    c(sum(w * data$y) / sum(w), quantile(data$y, all, 0.25), quantile(data$y, all, 0.5), quantile(data$z, all, 0.5),
      sum((w * data$y)[women]) / sum(w[women]), quantile(data$y, women, 0.25), quantile(data$y, women, 0.5),
      quantile(data$z, women, 0.5))
  }, return.replicates = TRUE)
  list(estimates = coef(told), replicates = t(told$replicates), covariance = vcov(told),
       factors = as.matrix(weights(design, "replication"))[!duplicated(rows$psu), ], scale = design$scale,
       rscales = design$rscales)
}
set.seed(7)
one <- subset(rows, !(stratum == "s3" & psu == "p7"))
alone <- svydesign(~psu, strata = ~stratum, weights = ~weight, data = one)
lonely <- function(policy) {
  options(survey.lonely.psu = policy)
  both(as.svrepdesign(alone, type = "JKn"))
}
first <- rows[rows$psu %in% c("p0", "p1"), ]
give(
  jk1 = both(as.svrepdesign(plain, type = "JK1")),
  jkn = both(as.svrepdesign(fours, type = "JKn")),
  jkn_fpc = both(as.svrepdesign(fours_fpc, type = "JKn")),
  brr = both(as.svrepdesign(pairs, type = "BRR")),
  fay = both(as.svrepdesign(pairs, type = "Fay", fay.rho = 0.3)),
  canty_davison = drawn(as.svrepdesign(fours, type = "bootstrap", replicates = 40)),
  canty_davison_fpc = drawn(as.svrepdesign(fours_fpc, type = "bootstrap", replicates = 40)),
  rao_wu = drawn(as.svrepdesign(fours, type = "subbootstrap", replicates = 40)),
  quantiles = list(jkn = quantiles(as.svrepdesign(fours, type = "JKn")), brr = quantiles(as.svrepdesign(pairs, type = "BRR"))),
  lonely_remove = lonely("remove"), lonely_adjust = lonely("adjust"), lonely_average = lonely("average"),
  taylor = vcov(svytotal(~ y + z, fours)),
  taylor_fpc = vcov(svytotal(~ y + z, fours_fpc)),
  two_stages = vcov(svytotal(~ y + z, svydesign(~ psu + seq_len(nrow(rows)), strata = ~big,
    fpc = ~ big_communes + people, weights = ~weight, data = rows))),
  together = list(brr = together(as.svrepdesign(pairs, type = "BRR")),
    fay = together(as.svrepdesign(pairs, type = "Fay", fay.rho = 0.3)),
    bootstrap = together(as.svrepdesign(fours, type = "subbootstrap", replicates = 40)))
)
