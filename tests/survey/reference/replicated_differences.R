# Two periods with the same PSUs, other people and other answers, in replicates of both together.
suppressMessages(library(survey))
source("writing.R")
rows <- read.csv("weighting_rows.csv", stringsAsFactors = TRUE)
kept <- c("stratum", "big", "psu", "big_communes", "weight", "sex", "y")
# In the second period every third row is somebody who is not there, and weights are larger.
later <- transform(rows[seq_len(nrow(rows)) %% 3 != 0, ], y = 10 - y / 2 + 3 * z, weight = 1.5 * weight)
stacked <- rbind(data.frame(period = 1, rows[, kept]), data.frame(period = 2, later[, kept]))
pairs <- svydesign(~psu, strata = ~stratum, weights = ~weight, data = stacked)
fours <- svydesign(~psu, strata = ~big, weights = ~weight, data = stacked)
fours_fpc <- svydesign(~psu, strata = ~big, weights = ~weight, fpc = ~big_communes, data = stacked)
plain <- svydesign(~psu, weights = ~weight, data = stacked)

difference <- function(design, statistic) {
  of <- function(part) {
    told <- svycontrast(svyby(~y, ~period, part, statistic, covmat = TRUE), c(-1, 1))
    as.vector(c(coef(told), SE(told)))
  }
  list(all = of(design), female = of(subset(design, sex == "female")), male = of(subset(design, sex == "male")))
}
said <- function(design) {
  design$mse <- TRUE
  list(mean = difference(design, svymean), total = difference(design, svytotal))
}
drawn <- function(design) {
  first <- !duplicated(stacked$psu)
  c(said(design), list(psus = as.character(stacked$psu[first]), scale = design$scale, rscales = design$rscales,
    factors = as.matrix(weights(design, "replication"))[first, ]))
}
set.seed(11)
give(
  jk1 = said(as.svrepdesign(plain, type = "JK1")),
  jkn = said(as.svrepdesign(fours, type = "JKn")),
  jkn_fpc = said(as.svrepdesign(fours_fpc, type = "JKn")),
  brr = said(as.svrepdesign(pairs, type = "BRR")),
  fay = said(as.svrepdesign(pairs, type = "Fay", fay.rho = 0.3)),
  canty_davison_fpc = drawn(as.svrepdesign(fours_fpc, type = "bootstrap", replicates = 40)),
  rao_wu = drawn(as.svrepdesign(fours, type = "subbootstrap", replicates = 40)),
  jkn_given = drawn(as.svrepdesign(fours, type = "JKn"))
)
