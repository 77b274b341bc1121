# Differences of ratios and of shares in replicates: between women and men, and between two periods with the
# same PSUs. An answer is missing for some, so that denominators differ.
suppressMessages(library(survey))
source("writing.R")
rows <- read.csv("weighting_rows.csv", stringsAsFactors = TRUE)
kept <- c("stratum", "big", "psu", "big_communes", "weight", "sex", "income", "y", "z")
rows$y[seq_len(nrow(rows)) %% 7 == 0] <- NA
# In the second period every third row is somebody who is not there, and weights are larger.
later <- transform(rows[seq_len(nrow(rows)) %% 3 != 0, ], y = 10 - y / 2 + 3 * z, weight = 1.5 * weight)
stacked <- rbind(data.frame(period = 1, rows[, kept]), data.frame(period = 2, later[, kept]))
made <- function(data) {
  pairs <- svydesign(~psu, strata = ~stratum, weights = ~weight, data = data)
  fours <- svydesign(~psu, strata = ~big, weights = ~weight, data = data)
  fpc <- svydesign(~psu, strata = ~big, weights = ~weight, fpc = ~big_communes, data = data)
  plain <- svydesign(~psu, weights = ~weight, data = data)
  designs <- list(
    jk1 = as.svrepdesign(plain, type = "JK1"), jkn = as.svrepdesign(fours, type = "JKn"),
    jkn_fpc = as.svrepdesign(fpc, type = "JKn"), brr = as.svrepdesign(pairs, type = "BRR"),
    fay = as.svrepdesign(pairs, type = "Fay", fay.rho = 0.3)
  )
  lapply(designs, function(design) {
    design$mse <- TRUE
    design
  })
}
difference <- function(by) {
  told <- svycontrast(by, c(-1, 1))
  as.vector(c(coef(told), SE(told)))
}
parts <- function(design, formula) {
  answered <- subset(design, !is.na(y))
  list(ratio = difference(svyby(~y, formula, denominator = ~income, answered, svyratio, covmat = TRUE)),
       share = difference(svyby(~z, formula, design, svymean, covmat = TRUE)),
       # A share among those who answered another question.
       share_of_some = difference(svyby(~z, formula, subset(answered, y > 4), svymean, covmat = TRUE)))
}
of_periods <- lapply(made(stacked), function(design) {
  list(all = parts(design, ~period), female = parts(subset(design, sex == "female"), ~period),
       male = parts(subset(design, sex == "male"), ~period))
})
give(domains = lapply(made(rows), parts, formula = ~sex), periods = of_periods)
