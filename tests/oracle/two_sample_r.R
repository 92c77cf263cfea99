# Writes two_sample_r.json: Rscript two_sample_r.R > two_sample_r.json
# Kolmogorov-Smirnov by R's own psmirnov (exact, with ties where there are any); made with R 4.2.2,
# which takes the upper tail from 1 less the lower: good to about 1e-12 absolutely.
# Samples follow from n, m, levels and shift alone, so that the test can make them too.
draw <- function(n, seed, levels, shift) {
  # A multiplicative generator small enough for doubles: x <- 48271 x mod (2^31 - 1).
  x <- seed; out <- numeric(n)
  for (i in 1:n) { x <- (48271 * x) %% 2147483647; out[i] <- x / 2147483647 }
  if (levels > 0) floor(out^(1 + shift) * levels) else out^(1 + shift)
}
cases <- list(c(1, 1, 0, 0), c(3, 4, 0, 0), c(7, 5, 0, 1), c(10, 10, 3, 0), c(12, 31, 5, 0.5), c(50, 40, 0, 0.5), c(50, 50, 0, 3),
              c(60, 35, 4, 0.3), c(100, 70, 10, 1), c(200, 200, 20, 0.2), c(150, 333, 0, 0.1), c(500, 400, 6, 0.4),
              c(300, 300, 2, 0.5))
rows <- sapply(cases, function(k) {
  a <- draw(k[1], 11, k[3], 0); b <- draw(k[2], 1213, k[3], k[4])
  z <- c(a, b); u <- sort(unique(z))
  d <- max(abs(ecdf(a)(u) - ecdf(b)(u)))
  p <- psmirnov(d, sizes = c(k[1], k[2]), z = if (anyDuplicated(z)) z else NULL, lower.tail = FALSE)
  sprintf('  {"n": %d, "m": %d, "levels": %d, "shift": %g, "ties": %s, "D": %.17g, "p": %.17g}',
          k[1], k[2], k[3], k[4], if (anyDuplicated(z)) "true" else "false", d, p)
})
cat("[\n", paste(rows, collapse = ",\n"), "\n]\n", sep = "")
