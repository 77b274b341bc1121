# Means, totals, ratios, shares with calibrated weights: designs x lonely policies x calibrations x domains.
suppressMessages(library(survey))
source("writing.R")
options(survey.adjust.domain.lonely = FALSE)
clusters <- read.csv("clusters.csv", stringsAsFactors = TRUE)
persons <- read.csv("persons.csv", stringsAsFactors = TRUE)
clusters$gender <- factor(clusters$sex)
persons$gender <- factor(persons$sex)
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
  m <- svymean(~y, design, na.rm = TRUE)
  t <- svytotal(~y, design, na.rm = TRUE)
  p <- svymean(~percent, design)
  r <- svyratio(~y, ~x, design, na.rm = TRUE)
  s <- svymean(~I(as.numeric(q >= 4)), design, na.rm = TRUE)
  list(mean = c(coef(m), SE(m)), percent = c(coef(p), SE(p)), total = c(coef(t), SE(t)), ratio = c(coef(r), SE(r)),
       share = c(coef(s), SE(s)))
}
domains <- function(design) {
  parts <- list(all = design,
                agency = if ("agency" %in% names(design$variables)) subset(design, agency == "m") else NULL)
  lapply(Filter(Negate(is.null), parts), statistics)
}
found <- list()
for (policy in c("remove", "certainty", "adjust", "average")) {
  options(survey.lonely.psu = policy)
  found[[policy]] <- lapply(designs, function(design) {
    of_clusters <- "agency" %in% names(design$variables)
    counts <- if (of_clusters) c(1100, 1300) else c(280, 240)
    percent <- if (of_clusters) 110000 else 25000
    list(
      post_stratification = domains(postStratify(design, ~gender, data.frame(gender = c("1", "2"), Freq = counts))),
      linear = domains(calibrate(design, ~gender + percent, c("(Intercept)" = sum(counts), gender2 = counts[2], percent = percent)))
    )
  })
}
do.call(give, found)
