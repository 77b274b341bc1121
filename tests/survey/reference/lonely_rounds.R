# Two periods with the same PSUs, one of them alone in its stratum: each policy for lonely PSUs, in one table.
suppressMessages(library(survey))
source("writing.R")
# With replicates of the stratum that was drawn as a whole left out R takes its people out of totals too.
options(survey.drop.replicates = FALSE)
clusters <- read.csv("clusters.csv", stringsAsFactors = TRUE)
# The second period: other answers, as in differences.R.
second <- transform(clusters, percent = 100 - percent / 2 + 3 * q)
kept <- c("stratum", "commune", "communes", "weight", "percent")
stacked <- rbind(data.frame(period = 1, clusters[, kept]), data.frame(period = 2, second[, kept]))
stacked <- subset(stacked, !is.na(percent))
# Collapsed by hand: the lonely stratum E is one with F, with the communes of both.
collapsed <- transform(stacked, stratum = sub("E", "F", stratum),
                       communes = ifelse(stratum %in% c("E", "F"), 7 + 30, communes))

designs <- function(rows) list(
  replacement = svydesign(id = ~commune, strata = ~stratum, weights = ~weight, data = rows),
  first_stage = svydesign(id = ~commune, strata = ~stratum, fpc = ~communes, weights = ~weight, data = rows)
)
# By totals of the parts: every policy then sees all PSUs in both periods.
difference <- function(design) {
  design <- update(design, y1 = percent * (period == 1), n1 = as.numeric(period == 1),
                   y2 = percent * (period == 2), n2 = as.numeric(period == 2))
  totals <- svytotal(~y1 + n1 + y2 + n2, design)
  of <- function(told) as.vector(c(coef(told), SE(told)))
  list(mean = of(svycontrast(totals, quote(y2 / n2 - y1 / n1))), total = of(svycontrast(totals, quote(y2 - y1))))
}
said <- function(rows, policy) {
  options(survey.lonely.psu = policy)
  lapply(designs(rows), difference)
}
jackknifed <- function(design) {
  made <- as.svrepdesign(design, type = "JKn")
  made$mse <- TRUE
  list(mean = compared(made, svymean), total = compared(made, svytotal))
}
compared <- function(made, statistic) {
  told <- svycontrast(svyby(~percent, ~period, made, statistic, covmat = TRUE), c(-1, 1))
  as.vector(c(coef(told), SE(told)))
}
policies <- c(remove = "remove", certainty = "certainty", adjust = "adjust", average = "average")
linearised <- lapply(policies, function(policy) said(stacked, policy))
linearised$collapse <- said(collapsed, "fail")
in_replicates <- lapply(policies, function(policy) {
  options(survey.lonely.psu = policy)
  lapply(designs(stacked), jackknifed)
})
give(psus = length(unique(stacked$commune)), linearised = linearised, jkn = in_replicates)
