# Units drawn with unequal chances: Brewer, Overton, Hartley-Rao; all and a domain.
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
# A subset of these designs fails in R where a PSU has several rows: the domain is written out instead.
found <- lapply(designs, function(design) {
  lapply(list(all = 1:2, men = 1), function(chosen) {
    design <- update(design, inside = as.numeric(sex %in% chosen), value = percent * (sex %in% chosen),
                     happy = satisfied * (sex %in% chosen))
    mean <- svyratio(~value, ~inside, design)
    total <- svytotal(~value, design)
    ratio <- svyratio(~value, ~happy, design)
    list(mean = c(coef(mean), SE(mean)), total = c(coef(total), SE(total)), ratio = c(coef(ratio), SE(ratio)))
  })
})
# Brewer at two stages: communes with their own chances, households with equal ones.
clusters <- read.csv("clusters.csv", stringsAsFactors = TRUE)
sizes <- tapply(as.character(clusters$household), clusters$commune, function(one) length(unique(one)))
clusters$chance <- pmin(0.9, 0.05 * as.numeric(factor(clusters$commune)) / 2 + 0.1)
clusters$second <- as.vector(sizes[as.character(clusters$commune)]) / clusters$households
options(survey.lonely.psu = "adjust")
whole <- svydesign(id = ~commune + household, strata = ~stratum, fpc = ~chance + second, pps = "brewer",
                   weights = ~weight, data = clusters)
found$two_stages <- lapply(list(all = whole, men = subset(whole, sex == 1)), function(design) {
  mean <- svymean(~percent, design)
  total <- svytotal(~percent, design)
  list(mean = c(coef(mean), SE(mean)), total = c(coef(total), SE(total)))
})
# Joint chances: R takes one row a unit, so totals of units stand for their rows.
joint <- list()
for (domain in c("all", "men")) {
  inside <- unequal$sex %in% (if (domain == "men") 1 else 1:2)
  told <- !is.na(unequal$percent) & inside
  units <- unequal[!duplicated(unequal$commune), c("commune", "stratum", "chance")]
  sums <- function(values) as.vector(rowsum(values, unequal$commune, reorder = FALSE))
  units$value <- sums(ifelse(told, unequal$percent, 0))
  units$inside <- sums(as.numeric(told))
  units$happy <- sums(ifelse(told, unequal$satisfied, 0))
  same <- outer(units$stratum, units$stratum, "==")
  both <- outer(units$chance, units$chance) * ifelse(same, 1 - 0.2 * outer(1 - units$chance, 1 - units$chance), 1)
  diag(both) <- units$chance
  for (kind in c("YG", "HT")) {
    design <- svydesign(id = ~commune, fpc = ~chance, pps = ppsmat(both), variance = kind, data = units)
    mean <- svyratio(~value, ~inside, design)
    total <- svytotal(~value, design)
    ratio <- svyratio(~value, ~happy, design)
    joint[[kind]][[domain]] <- list(mean = c(coef(mean), SE(mean)), total = c(coef(total), SE(total)),
                                    ratio = c(coef(ratio), SE(ratio)))
  }
}
found$joint <- joint$YG
found$horvitz_thompson <- joint$HT
# Joint chances at the first of two stages: R takes one stage alone, so its sum over pairs of the estimated
# totals of communes and its variances within each commune are put together here.
options(survey.lonely.psu = "remove")
communes <- clusters[!duplicated(clusters$commune), c("commune", "stratum", "chance")]
same <- outer(as.character(communes$stratum), as.character(communes$stratum), "==")
both <- outer(communes$chance, communes$chance) *
  ifelse(same, 1 - 0.2 * outer(1 - communes$chance, 1 - communes$chance), 1)
diag(both) <- communes$chance
two_stages <- function(kind, variable) {
  communes$value <- as.vector(rowsum(variable * clusters$weight, clusters$commune, reorder = FALSE)) * communes$chance
  first <- vcov(svytotal(~value, svydesign(id = ~commune, fpc = ~chance, pps = ppsmat(both), variance = kind,
                                           data = communes)))
  clusters$variable <- variable
  within <- sapply(seq_len(nrow(communes)), function(one) {
    here <- droplevels(clusters[clusters$commune == communes$commune[one], ])
    if (nlevels(here$household) < 2) return(0)
    drawn <- svydesign(id = ~household, fpc = ~households, weights = ~weight, data = here)
    communes$chance[one] * vcov(svytotal(~variable, drawn))
  })
  sqrt(as.vector(first) + sum(within))
}
for (kind in c("YG", "HT")) {
  found[[paste0("two_stages_", kind)]] <- lapply(list(all = 1:2, men = 1), function(chosen) {
    told <- clusters$sex %in% chosen & !is.na(clusters$percent)
    value <- ifelse(told, clusters$percent, 0)
    total <- sum(clusters$weight * value)
    persons <- sum(clusters$weight * told)
    list(mean = c(total / persons, two_stages(kind, told * (value - total / persons) / persons)),
         total = c(total, two_stages(kind, value)))
  })
}
do.call(give, found)
