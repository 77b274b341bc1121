# Quantiles with Woodruff's intervals, and distributions: all designs x lonely policies x domains.
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
  simple = svydesign(id = ~1, fpc = ~all, weights = ~one, data = transform(persons, all = 500, one = 500 / 44)),
  stratified = svydesign(id = ~1, strata = ~stratum, fpc = ~population, weights = ~weight, data = persons)
)
statistics <- function(design) {
  told <- svyquantile(~y, design, c(0.1, 0.25, 0.5, 0.8), na.rm = TRUE, interval.type = "mean", qrule = "math")$y
  distribution <- svymean(~factor(q, 1:5), design, na.rm = TRUE, deff = TRUE)
  list(quantile = as.vector(told[, "quantile"]), low = as.vector(told[, "ci.2.5"]),
       high = as.vector(told[, "ci.97.5"]), se = as.vector(told[, "se"]),
       share = as.vector(coef(distribution)), share_se = as.vector(SE(distribution)), share_deff = as.vector(deff(distribution)))
}
found <- list()
for (policy in c("remove", "certainty", "adjust", "average")) {
  options(survey.lonely.psu = policy)
  found[[policy]] <- lapply(designs, function(design) {
    parts <- list(all = design, men = subset(design, sex == 1),
                  agency = if ("agency" %in% names(design$variables)) subset(design, agency == "m") else NULL)
    lapply(Filter(Negate(is.null), parts), statistics)
  })
}
do.call(give, found)
