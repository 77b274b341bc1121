# Ratios, shares, design effects, intervals of shares and quantiles by replicates, about the estimate
# (mse = TRUE), with the factors of each method; and every column of factors that Preston's bootstrap of a
# small draw can have.
suppressMessages(library(survey))
source("writing.R")
rows <- read.csv("weighting_rows.csv", stringsAsFactors = TRUE)
pairs <- svydesign(~psu, strata = ~stratum, weights = ~weight, data = rows)
fours <- svydesign(~psu, strata = ~big, weights = ~weight, data = rows)
fours_fpc <- svydesign(~psu, strata = ~big, weights = ~weight, fpc = ~big_communes, data = rows)
plain <- svydesign(~psu, weights = ~weight, data = rows)

statistics <- function(design) {
  ratio <- svyratio(~y, ~income, design)
  share <- svymean(~z, design, deff = TRUE)
  mean <- svymean(~y, design, deff = TRUE)
  replaced <- svymean(~y, design, deff = "replace")
  total <- svytotal(~y, design, deff = TRUE)
  kinds <- svymean(~age, design, deff = TRUE)
  ci <- function(method) as.vector(confint(svyciprop(~z, design, method = method)))
  told <- svyquantile(~y, design, c(0.25, 0.5, 0.8), interval.type = "mean", qrule = "math", df = degf(design))$y
  list(ratio = c(coef(ratio), SE(ratio)), share = c(coef(share), SE(share), deff(share)),
       mean = c(coef(mean), SE(mean), deff(mean), deff(replaced)), total = c(coef(total), SE(total), deff(total)),
       answers = as.vector(coef(kinds)), answers_se = as.vector(SE(kinds)), answers_deff = as.vector(deff(kinds)),
       t = as.vector(confint(mean, df = degf(design))), logit = ci("xlogit"), beta = ci("beta"), df = degf(design),
       quantile = as.vector(told[, "quantile"]), low = as.vector(told[, "ci.2.5"]),
       high = as.vector(told[, "ci.97.5"]), se = as.vector(told[, "se"]))
}
said <- function(design) {
  design$mse <- TRUE
  first <- !duplicated(rows$psu)
  list(all = statistics(design), women = statistics(subset(design, sex == "female")),
       factors = as.matrix(weights(design, "replication"))[first, ], scale = design$scale, rscales = design$rscales)
}
set.seed(23)
# Two strata; in each unit some were drawn of some: the fraction differs from stage to stage and unit to unit.
small <- data.frame(stratum = rep(c("a", "b"), c(9, 8)), unit = rep(c("a1", "a2", "a3", "b1", "b2"), c(3, 3, 3, 4, 4)))
small$person <- seq_len(nrow(small))
small$units <- ifelse(small$stratum == "a", 7, 5)
small$people <- c(a1 = 5, a2 = 9, a3 = 4, b1 = 12, b2 = 6)[small$unit]
drawn <- svydesign(~unit + person, strata = ~stratum, fpc = ~units + people, data = small)
preston <- as.svrepdesign(drawn, type = "mrbbootstrap", replicates = 4000, compress = FALSE)
factors <- unique(t(round(as.matrix(weights(preston, "replication")), 13)))
give(
  jk1 = said(as.svrepdesign(plain, type = "JK1")),
  jkn = said(as.svrepdesign(fours, type = "JKn")),
  jkn_fpc = said(as.svrepdesign(fours_fpc, type = "JKn")),
  brr = said(as.svrepdesign(pairs, type = "BRR")),
  fay = said(as.svrepdesign(pairs, type = "Fay", fay.rho = 0.3)),
  canty_davison = said(as.svrepdesign(fours_fpc, type = "bootstrap", replicates = 30)),
  rao_wu = said(as.svrepdesign(fours, type = "subbootstrap", replicates = 30)),
  preston = list(factors = factors[do.call(order, as.data.frame(factors)), ], scale = preston$scale * 3999 * preston$rscales[1])
)
