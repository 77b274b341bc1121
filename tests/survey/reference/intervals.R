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
deviance_at <- function(y, weights, eta) sum(binomial()$dev.resids(y, rep(plogis(eta), length(y)), weights))
found <- lapply(designs, function(whole) {
  lapply(list(all = whole, men = subset(whole, sex == 1), agency = subset(whole, agency == "m")), function(design) {
    # Beside svyciprop's "likelihood", which interpolates: its deviance, taken to the end by uniroot.
    model <- svyglm(satisfied ~ 1, design, family = quasibinomial, control = glm.control(epsilon = 1e-15))
    deff <- as.numeric(model$cov.unscaled / model$naive.cov)
    y <- model$y; weights <- model$prior.weights
    cutoff <- qt(0.975, degf(design))^2 * deff
    away <- function(eta) deviance_at(y, weights, eta) - deviance(model) - cutoff
    top <- as.numeric(coef(model))
    end <- function(from, to) plogis(uniroot(away, c(from, to), tol = 1e-14)$root)
    likelihood <- c(end(top - 12, top), end(top, top + 12))
    share <- function(method) as.vector(confint(svyciprop(~satisfied, design, method = method)))
    quantile <- function(at) {
      told <- svyquantile(~y, design, c(0.1, 0.25, 0.5, 0.8), na.rm = TRUE, interval.type = "mean", qrule = "math")
      as.vector(told$y[, at])
    }
    scale <- svyquantile(~q, design, c(0.25, 0.5, 0.75), na.rm = TRUE, interval.type = "mean", qrule = "math")$q
    mean <- svymean(~percent, design)
    list(
      logit = share("xlogit"), beta = share("beta"), likelihood = likelihood,
      likelihood_interpolated = share("likelihood"),
      t = as.vector(confint(mean, df = degf(design))),
      t90 = as.vector(confint(mean, df = degf(design), level = 0.9)),
      quantile = quantile("quantile"), low = quantile("ci.2.5"), high = quantile("ci.97.5"), se = quantile("se"),
      scale = as.vector(scale[, "quantile"]), scale_low = as.vector(scale[, "ci.2.5"])
    )
  })
})
do.call(give, found)
