# The index as a ratio of two sums over persons, by svyratio on subsets of the whole design; covariances of
# factors from svytotal and svycontrast. "count" keeps “don't know” (9) among the answers asked.
suppressPackageStartupMessages(library(survey))
source("writing.R")
given <- read.csv("index_rows.csv")
questions <- paste0("q", 1:6)
items <- list(index = questions, I = questions[1:3], II = questions[4:6], q1 = "q1", q6 = "q6")

measured <- function(counts) {
  frame <- given
  for (name in names(items)) {
    cells <- as.matrix(given[items[[name]]])
    frame[[paste0("s_", name)]] <- rowSums(cells == 4 | cells == 5, na.rm = TRUE)
    frame[[paste0("a_", name)]] <- rowSums(matrix(cells %in% counts, nrow(cells)))
  }
  frame
}
ratios <- function(design, name) {
  said <- svyratio(as.formula(paste0("~s_", name)), as.formula(paste0("~a_", name)), design)
  c(coef(said), SE(said))
}
run <- function(counts) {
  design <- svydesign(id = ~cluster, strata = ~stratum, weights = ~weight, fpc = ~clusters, data = measured(counts))
  told <- list()
  for (unit in c("", sort(unique(given$commune)))) {
    part <- if (unit == "") design else subset(design, commune == unit)
    told[[paste0("u", unit)]] <- list(
      estimate = sapply(names(items), function(name) ratios(part, name)[1]),
      se = sapply(names(items), function(name) ratios(part, name)[2]),
      df = degf(part))
  }
  told
}
design <- svydesign(id = ~cluster, strata = ~stratum, weights = ~weight, fpc = ~clusters, data = measured(1:5))
totals <- svytotal(~s_I + a_I + s_II + a_II, subset(design, commune == "A"))
factors <- svycontrast(totals, list(I = quote(s_I / a_I), II = quote(s_II / a_II),
                                    difference = quote(s_I / a_I - s_II / a_II)))
share <- svymean(~I(q1 >= 4), subset(design, q1 <= 5), deff = TRUE)
# The same index by the stratified jackknife, its variance about the estimate, and from weights of one's own:
# each half of the clusters by turns.
jkn <- as.svrepdesign(design, type = "JKn", mse = TRUE)
by_jkn <- lapply(c("index", "II", "q1"), function(name) ratios(jkn, name))
part_jkn <- lapply(c("index", "II", "q1"), function(name) ratios(subset(jkn, commune == "A"), name))
frame <- measured(1:5)
number <- as.integer(sub(".*c", "", frame$cluster))
given_weights <- sapply(0:5, function(left) frame$weight * ifelse(number == left, 0, 6 / 5))
own <- svrepdesign(data = frame, weights = ~weight, repweights = given_weights, type = "other", scale = 5 / 6,
                   rscales = rep(1, 6), combined.weights = TRUE, mse = TRUE)
by_own <- lapply(c("index", "II", "q1"), function(name) ratios(subset(own, commune == "A"), name))
give(jkn = do.call(rbind, by_jkn), jkn_A = do.call(rbind, part_jkn), own_A = do.call(rbind, by_own),
     leave_out = run(1:5), count = run(c(1:5, 9)), factors = matrix(vcov(factors), 3),
     deff = as.numeric(deff(share))[2])
