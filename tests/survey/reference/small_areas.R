# Fay–Herriot written out in full matrices, apart from the program: σ² as the root of the slope of the
# restricted likelihood or of the moment equation, by uniroot; formulas of Rao and Molina (2015), 6.1 and 6.2.
# No package for small areas is needed.
source("writing.R")
given <- read.csv("small_areas.csv")
y <- given$direct
X <- cbind(1, given$online)
psi <- given$variance
m <- length(y)
p <- ncol(X)

P <- function(s) {
  Vi <- diag(1 / (s + psi))
  Vi - Vi %*% X %*% solve(t(X) %*% Vi %*% X) %*% t(X) %*% Vi
}
slope <- function(s) { A <- P(s); as.numeric(0.5 * (t(y) %*% A %*% A %*% y - sum(diag(A)))) }
moment <- function(s) {
  Vi <- diag(1 / (s + psi))
  b <- solve(t(X) %*% Vi %*% X, t(X) %*% Vi %*% y)
  sum((y - X %*% b)^2 / (s + psi)) - (m - p)
}
fit <- function(s, kind) {
  V <- diag(s + psi)
  Q <- solve(t(X) %*% solve(V) %*% X)
  b <- Q %*% t(X) %*% solve(V) %*% y
  B <- psi / (s + psi)
  eblup <- as.vector((1 - B) * y + B * (X %*% b))
  if (kind == "reml") { avar <- 2 / sum((s + psi)^-2); bias <- 0 }
  else {
    avar <- 2 * m / sum(1 / (s + psi))^2
    bias <- 2 * (m * sum((s + psi)^-2) - sum(1 / (s + psi))^2) / sum(1 / (s + psi))^3
  }
  mse <- numeric(m)
  for (d in 1:m) {
    x <- X[d, ]
    g1 <- s * psi[d] / (s + psi[d])
    g2 <- B[d]^2 * as.numeric(t(x) %*% Q %*% x)
    g3 <- psi[d]^2 / (s + psi[d])^3 * avar
    mse[d] <- g1 + g2 + 2 * g3 - bias * B[d]^2
  }
  list(variance = s, coefficients = as.vector(b), estimate = eblup, mse = mse)
}
root <- function(f) uniroot(f, c(1e-8, 1), tol = 1e-16, maxiter = 10000)$root
reml <- fit(root(slope), "reml")
fh <- fit(root(moment), "moment")
give(reml = reml, moment = fh)
