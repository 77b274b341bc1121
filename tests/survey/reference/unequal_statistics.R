# Shares, quantiles, design effects and intervals of shares where units were drawn with unequal chances.
suppressMessages(library(survey))
source("writing.R")
options(survey.lonely.psu = "remove")
unequal <- read.csv("unequal.csv")
unequal$stratum <- as.integer(factor(unequal$stratum))
designs <- list(
  brewer = svydesign(id = ~commune, strata = ~stratum, fpc = ~chance, pps = "brewer", data = unequal),
  overton = svydesign(id = ~commune, strata = ~stratum, fpc = ~chance, pps = "overton", data = unequal),
  hartley_rao = svydesign(id = ~commune, strata = ~stratum, fpc = ~chance, pps = HR(), data = unequal)
)
shares <- c(0.25, 0.5, 0.8)
of_quantiles <- function(told) {
  list(quantile = as.vector(told[, "quantile"]), low = as.vector(told[, "ci.2.5"]),
       high = as.vector(told[, "ci.97.5"]), se = as.vector(told[, "se"]))
}
whole <- lapply(designs, function(design) {
  share <- svymean(~satisfied, design, deff = TRUE)
  replaced <- svymean(~satisfied, design, deff = "replace")
  mean <- svymean(~percent, design, deff = TRUE)
  ci <- function(method) as.vector(confint(svyciprop(~satisfied, design, method = method)))
  c(list(share = c(coef(share), SE(share), deff(share), deff(replaced)), mean = c(coef(mean), SE(mean), deff(mean)),
         t = as.vector(confint(mean, df = degf(design))), logit = ci("xlogit"), beta = ci("beta"), df = degf(design)),
    of_quantiles(svyquantile(~percent, design, shares, interval.type = "mean", qrule = "math")$percent))
})
# Parts by the functions of svyciprop, svymean and svyquantile put out: a subset of these designs fails in R
# where a PSU has several rows, and of joint chances it takes one row a unit. `error` gives the error of
# Σ w u over people, so that the error of a ratio is that of its linearised variable.
part <- function(error, inside, degrees) {
  w <- 1 / unequal$chance
  y <- unequal$percent
  persons <- sum(w[inside])
  n <- sum(inside)
  mean_of <- function(values) {
    mean <- sum((w * values)[inside]) / persons
    c(mean, error(ifelse(inside, values - mean, 0) / persons))
  }
  t <- qt(0.975, degrees)
  simple <- function(values) {
    mean <- mean_of(values)[1]
    n / (n - 1) * sum((w * (values - mean)^2)[inside]) / persons / n
  }
  share <- mean_of(unequal$satisfied)
  mean <- mean_of(y)
  p <- share[1]
  half <- t * share[2] / (p * (1 - p))
  effective <- p * (1 - p) / share[2]^2 * (qt(0.975, n - 1) / t)^2
  in_part <- survey:::qrule_math
  quantile <- sapply(shares, function(at) {
    q <- in_part(y[inside], w[inside], at)
    below <- mean_of(as.numeric(y <= q))
    ends <- below[1] + c(-t, t) * below[2]
    low <- if (ends[1] < 0) NA else in_part(y[inside], w[inside], ends[1])
    high <- if (ends[2] > 1) NA else in_part(y[inside], w[inside], ends[2])
    c(q, low, high, (high - low) / (2 * t))
  })
  without <- (persons - n) / persons
  list(share = c(share, share[2]^2 / (simple(unequal$satisfied) * without), share[2]^2 / simple(unequal$satisfied)),
       mean = c(mean, mean[2]^2 / (simple(y) * without)), t = mean[1] + c(-t, t) * mean[2],
       logit = plogis(qlogis(p) + c(-half, half)),
       beta = c(qbeta(0.025, effective * p, effective * (1 - p) + 1), qbeta(0.975, effective * p + 1, effective * (1 - p))),
       df = degrees, quantile = quantile[1, ], low = quantile[2, ], high = quantile[3, ], se = quantile[4, ])
}
men <- unequal$sex == 1
everybody <- rep(TRUE, nrow(unequal))
degrees_of <- function(inside) {
  communes <- unique(unequal[inside, c("stratum", "commune")])
  nrow(communes) - length(unique(communes$stratum))
}
parts <- lapply(designs, function(design) {
  error <- function(values) as.vector(SE(svytotal(~values, update(design, values = values))))
  list(all = part(error, everybody, degrees_of(everybody)), men = part(error, men, degrees_of(men)))
})
# Joint chances.
units <- unequal[!duplicated(unequal$commune), c("commune", "stratum", "chance")]
same <- outer(units$stratum, units$stratum, "==")
both <- outer(units$chance, units$chance) * ifelse(same, 1 - 0.2 * outer(1 - units$chance, 1 - units$chance), 1)
diag(both) <- units$chance
joint <- lapply(c(joint = "YG", horvitz_thompson = "HT"), function(kind) {
  error <- function(values) {
    units$values <- as.vector(rowsum(values, unequal$commune, reorder = FALSE))
    as.vector(SE(svytotal(~values, svydesign(id = ~commune, fpc = ~chance, pps = ppsmat(both), variance = kind, data = units))))
  }
  list(all = part(error, everybody, degrees_of(everybody)), men = part(error, men, degrees_of(men)))
})
give(whole = whole, parts = c(parts, joint))
