# Differences between domains that share PSUs, and between two periods with the same PSUs.
suppressMessages(library(survey))
source("writing.R")
options(survey.lonely.psu = "remove")
clusters <- read.csv("clusters.csv", stringsAsFactors = TRUE)
designs <- list(
  replacement = svydesign(id = ~commune, strata = ~stratum, weights = ~weight, data = clusters),
  two_stages = svydesign(id = ~commune + household, strata = ~stratum, fpc = ~communes + households,
                         weights = ~weight, data = clusters)
)
of_domains <- lapply(designs, function(design) {
  by <- svyby(~percent, ~sex, design, svymean, covmat = TRUE)
  mean <- svycontrast(by, c(1, -1))
  by <- svyby(~percent, ~sex, design, svytotal, covmat = TRUE)
  total <- svycontrast(by, c(1, -1))
  list(mean = c(coef(mean), SE(mean)), total = c(coef(total), SE(total)))
})
# The second period: the same PSUs, other answers; periods are then domains of one table.
second <- transform(clusters, percent = 100 - percent / 2 + 3 * q, q = NULL)
second <- subset(second, !is.na(percent))
stacked <- rbind(
  data.frame(period = 1, clusters[, c("stratum", "commune", "communes", "weight", "percent")]),
  data.frame(period = 2, second[, c("stratum", "commune", "communes", "weight", "percent")])
)
periods <- list(
  replacement = svydesign(id = ~commune, strata = ~stratum, weights = ~weight, data = stacked),
  first_stage = svydesign(id = ~commune, strata = ~stratum, fpc = ~communes, weights = ~weight, data = stacked)
)
of_periods <- lapply(periods, function(design) {
  mean <- svycontrast(svyby(~percent, ~period, design, svymean, covmat = TRUE), c(-1, 1))
  list(mean = c(coef(mean), SE(mean)), psus = length(unique(second$commune)))
})
# The same with calibrated weights: of one sample, and of each period by itself. `whole`: nobody is silent.
# By totals of the parts, since svyby knows no covariances of calibrated designs.
apart <- function(design, first, second) {
  design <- update(design, y1 = percent * first, n1 = as.numeric(first), y2 = percent * second, n2 = as.numeric(second))
  totals <- svytotal(~y1 + n1 + y2 + n2, design)
  mean <- svycontrast(totals, quote(y1 / n1 - y2 / n2))
  total <- svycontrast(totals, quote(y1 - y2))
  list(mean = c(coef(mean), SE(mean)), total = c(coef(total), SE(total)))
}
of_calibrated <- lapply(designs, function(design) {
  of <- function(design) apart(design, clusters$sex == 1, clusters$sex == 2)
  agencies <- data.frame(agency = c("k", "l", "m"), Freq = c(1000, 800, 600))
  list(post_stratification = of(postStratify(design, ~agency, agencies)),
       linear = of(calibrate(design, ~agency + percent, c("(Intercept)" = 2400, agencyl = 800, agencym = 600, percent = 110000))))
})
whole <- subset(clusters, !is.na(percent) & !is.na(q))
changed <- transform(whole, percent = 100 - percent / 2 + 3 * q)
stacked <- rbind(data.frame(period = 1, whole[, c("stratum", "commune", "communes", "weight", "percent", "agency", "sex")]),
                 data.frame(period = 2, changed[, c("stratum", "commune", "communes", "weight", "percent", "agency", "sex")]))
counts <- data.frame(period = rep(1:2, each = 3), agency = rep(c("k", "l", "m"), 2), Freq = c(1000, 800, 600, 1100, 750, 500))
calibrated_periods <- lapply(list(
  replacement = svydesign(id = ~commune, strata = ~stratum, weights = ~weight, data = stacked),
  first_stage = svydesign(id = ~commune, strata = ~stratum, fpc = ~communes, weights = ~weight, data = stacked)
), function(design) {
  both <- postStratify(design, ~period + agency, counts)
  of <- function(those) apart(both, stacked$period == 2 & those, stacked$period == 1 & those)
  list(all = of(TRUE), men = of(stacked$sex == 1), psus = length(unique(whole$commune)))
})
give(calibrated = of_calibrated, calibrated_periods = calibrated_periods, domains = of_domains, periods = of_periods)
