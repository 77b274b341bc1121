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
give(domains = of_domains, periods = of_periods)
