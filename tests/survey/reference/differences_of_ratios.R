# Differences of means, totals, ratios and shares between domains that share PSUs, by lonely policy.
suppressMessages(library(survey))
source("writing.R")
options(survey.adjust.domain.lonely = FALSE)
clusters <- read.csv("clusters.csv", stringsAsFactors = TRUE)
designs <- list(
  replacement = svydesign(id = ~commune, strata = ~stratum, weights = ~weight, data = clusters),
  first_stage = svydesign(id = ~commune, strata = ~stratum, fpc = ~communes, weights = ~weight, data = clusters),
  two_stages = svydesign(id = ~commune + household, strata = ~stratum, fpc = ~communes + households,
                         weights = ~weight, data = clusters)
)
# By the totals of both parts among those who answered, and their covariances.
apart <- function(answered, difference) {
  answered <- update(answered, one = as.numeric(sex == 1), two = as.numeric(sex == 2))
  totals <- svytotal(~I(one * above) + I(one * below) + I(two * above) + I(two * below), answered)
  names(totals) <- c("a1", "b1", "a2", "b2")
  told <- svycontrast(totals, difference)
  c(coef(told), SE(told))
}
of <- function(design) {
  both <- subset(design, !is.na(y) & !is.na(x))
  y <- subset(design, !is.na(y))
  q <- subset(design, !is.na(q))
  of_ratios <- quote(a1 / b1 - a2 / b2)
  list(mean = apart(update(y, above = y, below = 1), of_ratios), total = apart(update(y, above = y, below = 1), quote(a1 - a2)),
       ratio = apart(update(both, above = y, below = x), of_ratios),
       share = apart(update(q, above = as.numeric(q >= 4), below = 1), of_ratios))
}
found <- lapply(c(remove = "remove", certainty = "certainty", adjust = "adjust", average = "average"), function(policy) {
  options(survey.lonely.psu = policy)
  lapply(designs, function(design) list(all = of(design), amounts = of(subset(design, percent > 30))))
})
# Where R has a function of its own for it.
options(survey.lonely.psu = "remove")
own <- lapply(designs, function(design) {
  by <- svyby(~y, ~sex, denominator = ~x, subset(design, !is.na(y) & !is.na(x)), svyratio, covmat = TRUE)
  told <- svycontrast(by, c(1, -1))
  c(coef(told), SE(told))
})
do.call(give, c(found, list(own = own)))
