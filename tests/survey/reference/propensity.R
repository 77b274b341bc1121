# The chance of an answer by R's glm, weighted as a quasi-binomial model.
source("writing.R")
rows <- read.csv("weighting_rows.csv", stringsAsFactors = TRUE)
rows$answered <- as.numeric((seq_len(nrow(rows)) * 7) %% 10 < 6 + 2 * (rows$sex == "male"))
fit <- glm(answered ~ sex + age + income, family = quasibinomial, weights = weight, data = rows,
           control = glm.control(epsilon = 1e-14, maxit = 100))
give(chance = unname(fitted(fit)), coefficients = unname(coef(fit)), answered = rows$answered)
