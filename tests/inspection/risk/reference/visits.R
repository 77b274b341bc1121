# Base R on visits.csv: logistic regression (glm), the same with ridge and inspectors by optim, the strength of a
# beta-binomial by optimize on lbeta, the line of forecasts by glm, the area under the curve by ranks.
# Rscript --vanilla visits.R
visits <- read.csv("visits.csv")
y <- visits$found
x <- cbind(1, visits$x1, visits$x2)
who <- factor(visits$inspector)
said <- function(values) paste0("[", paste(format(values, digits = 15, trim = TRUE), collapse = ", "), "]")

plain <- glm(y ~ x - 1, family = binomial, control = glm.control(epsilon = 1e-14, maxit = 100))

objective <- function(p) {
  eta <- as.vector(x %*% p[1:3]) + p[3 + as.integer(who)]
  sum(log1p(exp(eta)) - y * eta) + 8 / 2 * sum(p[2:3]^2) + sum(p[4:7]^2) / (2 * 0.7^2)
}
slope <- function(p) {
  u <- p[3 + as.integer(who)]
  eta <- as.vector(x %*% p[1:3]) + u
  left <- 1 / (1 + exp(-eta)) - y
  c(as.vector(t(x) %*% left) + 8 * c(0, p[2:3]), as.vector(tapply(left, who, sum)) + p[4:7] / 0.7^2)
}
joint <- optim(rep(0, 7), objective, slope, method = "BFGS", control = list(reltol = 1e-16, maxit = 10000))

eta <- as.vector(x %*% joint$par[1:3]) + joint$par[3 + as.integer(who)]
expected <- 1 / (1 + exp(-eta))
n <- as.vector(tapply(y, visits$place, length))
found <- as.vector(tapply(y, visits$place, sum))
m <- as.vector(tapply(expected, visits$place, mean))
likelihood <- function(size) {
  s <- exp(size)
  sum(lbeta(m * s + found, (1 - m) * s + n - found) - lbeta(m * s, (1 - m) * s))
}
best <- optimize(likelihood, c(log(0.5), log(10000)), maximum = TRUE, tol = 1e-10)

line <- glm(y ~ eta, family = binomial, control = glm.control(epsilon = 1e-14, maxit = 100))
area <- (sum(rank(eta)[y == 1]) - sum(y) * (sum(y) + 1) / 2) / (sum(y) * sum(1 - y))

cat("{\n")
cat('"plain": ', said(coef(plain)), ',\n', sep = "")
cat('"joint": ', said(joint$par), ',\n', sep = "")
cat('"strength": ', said(exp(best$maximum)), ',\n', sep = "")
cat('"line": ', said(coef(line)), ',\n', sep = "")
cat('"area": ', said(area), '\n', sep = "")
cat("}\n")
