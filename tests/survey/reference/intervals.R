# Intervals of shares (svyciprop), of means (confint with the degrees of freedom), and quantiles (svyquantile).
suppressMessages(library(survey))
source("writing.R")
options(survey.lonely.psu = "adjust")
clusters <- read.csv("clusters.csv", stringsAsFactors = TRUE)
designs <- list(
  replacement = svydesign(id = ~commune, strata = ~stratum, weights = ~weight, data = clusters),
  two_stages = svydesign(id = ~commune + household, strata = ~stratum, fpc = ~communes + households,
                         weights = ~weight, data = clusters)
)
found <- lapply(designs, function(whole) {
  lapply(list(all = whole, men = subset(whole, sex == 1), agency = subset(whole, agency == "m")), function(design) {
    share <- function(method) as.vector(confint(svyciprop(~satisfied, design, method = method)))
    quantile <- function(at) {
      told <- svyquantile(~y, design, c(0.1, 0.25, 0.5, 0.8), na.rm = TRUE, interval.type = "mean", qrule = "math")
      as.vector(told$y[, at])
    }
    scale <- svyquantile(~q, design, c(0.25, 0.5, 0.75), na.rm = TRUE, interval.type = "mean", qrule = "math")$q
    mean <- svymean(~percent, design)
    list(
      logit = share("xlogit"), beta = share("beta"),
      t = as.vector(confint(mean, df = degf(design))),
      t90 = as.vector(confint(mean, df = degf(design), level = 0.9)),
      quantile = quantile("quantile"), low = quantile("ci.2.5"), high = quantile("ci.97.5"), se = quantile("se"),
      scale = as.vector(scale[, "quantile"]), scale_low = as.vector(scale[, "ci.2.5"])
    )
  })
})
do.call(give, found)
