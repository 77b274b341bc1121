# What base R says of audit_rows.csv: correlations, shapes, quantiles, alpha, components, what others explain.
source("../../survey/reference/writing.R")
rows <- read.csv("audit_rows.csv")[, -1]
whole <- rows[complete.cases(rows), ]
correlations <- function(method) cor(rows, use = "pairwise.complete.obs", method = method)
p_values <- sapply(names(rows), function(x) sapply(names(rows), function(y) {
  if (x == y) NA else cor.test(rows[[x]], rows[[y]])$p.value
}))
alpha <- function(parts) {
  k <- ncol(parts)
  k / (k - 1) * (1 - sum(apply(parts, 2, var)) / var(rowSums(parts)))
}
r_bar <- mean(cor(whole)[upper.tri(cor(whole))])
components <- prcomp(whole, scale. = TRUE)
loadings <- components$rotation %*% diag(components$sdev)
explained <- sapply(names(whole), function(y) summary(lm(reformulate(setdiff(names(whole), y), y), whole))$r.squared)
skewed <- function(x) {
  x <- x[!is.na(x)]
  n <- length(x)
  m <- function(k) mean((x - mean(x))^k)
  c(sqrt(n * (n - 1)) / (n - 2) * m(3) / m(2)^1.5,
    (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (m(4) / m(2)^2 - 3) + 6))
}
give(
  pearson = correlations("pearson"), spearman = correlations("spearman"), kendall = correlations("kendall"),
  p_values = p_values,
  quantiles = sapply(rows, quantile, probs = c(0.25, 0.5, 0.75), na.rm = TRUE, type = 7),
  deviations = as.vector(sapply(rows, sd, na.rm = TRUE)),
  shapes = sapply(rows, skewed),
  alpha = alpha(whole),
  alpha_standardised = 5 * r_bar / (1 + 4 * r_bar),
  alpha_without = sapply(1:5, function(j) alpha(whole[, -j])),
  variances = components$sdev^2,
  loadings = abs(loadings),
  varimax = abs(unclass(varimax(loadings[, 1:3], eps = 1e-15)$loadings)),
  explained = as.vector(explained)
)
