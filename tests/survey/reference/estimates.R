# Means, totals, ratios, shares, quantiles with their errors: designs x lonely policies x domains.
suppressMessages(library(survey))
source("writing.R")
options(survey.adjust.domain.lonely = FALSE)
# Strata as factors: "adjust" turns their names into numbers and gives nothing for words.
clusters <- read.csv("clusters.csv", stringsAsFactors = TRUE)
persons <- read.csv("persons.csv", stringsAsFactors = TRUE)

designs <- list(
  replacement = svydesign(id = ~commune, strata = ~stratum, weights = ~weight, data = clusters),
  unstratified = svydesign(id = ~commune, weights = ~weight, data = clusters),
  first_stage = svydesign(id = ~commune, strata = ~stratum, fpc = ~communes, weights = ~weight, data = clusters),
  two_stages = svydesign(id = ~commune + household, strata = ~stratum, fpc = ~communes + households,
                         weights = ~weight, data = transform(clusters, none = 1)),
  three_stages = svydesign(id = ~commune + household + person, strata = ~stratum,
                           fpc = ~communes + households + persons, weights = ~weight,
                           data = transform(clusters, person = seq_len(nrow(clusters)))),
  simple = svydesign(id = ~1, fpc = ~all, weights = ~one, data = transform(persons, all = 500, one = 500 / 44)),
  stratified = svydesign(id = ~1, strata = ~stratum, fpc = ~population, weights = ~weight, data = persons)
)
domains <- function(design) {
  list(
    all = design,
    men = subset(design, sex == 1),
    agency = if ("agency" %in% names(design$variables)) subset(design, agency == "m") else NULL
  )
}
statistics <- function(design) {
  m <- svymean(~y, design, na.rm = TRUE, deff = TRUE)
  r <- svymean(~y, design, na.rm = TRUE, deff = "replace")
  p <- svymean(~percent, design, deff = TRUE)
  t <- svytotal(~y, design, na.rm = TRUE, deff = TRUE)
  count <- svytotal(~I(1 + 0 * percent), design)
  ratio <- svyratio(~y, ~x, design, na.rm = TRUE, deff = TRUE)
  s <- svymean(~I(as.numeric(q >= 4)), design, na.rm = TRUE, deff = TRUE)
  list(
    mean = c(coef(m), SE(m), deff(m), deff(r)), percent = c(coef(p), SE(p), deff(p)),
    total = c(coef(t), SE(t), deff(t)),
    count = c(coef(count), SE(count)), ratio = c(coef(ratio), SE(ratio), attr(ratio, "deff")),
    share = c(coef(s), SE(s), deff(s)), df = degf(design)
  )
}
found <- list()
for (policy in c("remove", "certainty", "adjust", "average")) {
  options(survey.lonely.psu = policy)
  of_policy <- list()
  for (name in names(designs)) {
    parts <- Filter(Negate(is.null), domains(designs[[name]]))
    of_policy[[name]] <- lapply(parts, statistics)
  }
  found[[policy]] <- of_policy
}
do.call(give, found)
