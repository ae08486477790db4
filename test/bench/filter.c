/*
 * The filters of src/model in C, to compare speed with: the same arithmetic on the same numbers, statement by statement as
 * in JumpFilter and GaussianSum.
 *
 *   gcc -O3 -march=native -o filter filter.c -lm
 *   ./filter prints.bin DEPTH REPETITIONS
 *
 * prints.bin holds doubles: the fields of Space, the variance before the first print, and of each print the fields of
 * Print. Prints nanoseconds a print, of the fastest repetition, and the log-likelihood.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const double LOG_2_PI = 1.8378770664093453;

typedef struct {
  double sigma2_per_hour, jumps_per_hour, jumps_per_order, jump_variance;
  double noise, bounce, outlier_probability, outlier_ratio;
  double reversion_per_hour, reversion_log_odds, martingale;
} Space;

typedef struct {
  double hours, log_odds, direction, tick_variance, noise_weight;
} Print;

typedef struct {
  double jump_probability, diffusion, decay, pull;
} Interval;

static double sigmoid(double x) {
  if (x >= 0) return 1 / (1 + exp(-x));
  double odds = exp(x);
  return odds / (1 + odds);
}

static void interval_set(Interval *interval, const Space *space, double hours) {
  double kappa = space->reversion_per_hour;
  if (kappa == 0) {
    interval->diffusion = space->sigma2_per_hour * hours;
    interval->decay = 1;
    interval->pull = 0;
  } else {
    interval->diffusion = (space->sigma2_per_hour * -expm1(-2 * kappa * hours)) / (2 * kappa);
    interval->decay = exp(-kappa * hours);
    interval->pull = -expm1(-kappa * hours) * space->reversion_log_odds;
  }
  interval->jump_probability = hours > 0 ? -expm1(-space->jumps_per_hour * hours - space->jumps_per_order) : 0;
}

/* ---- depth 0: JumpFilter -------------------------------------------------------------------------------------- */

typedef struct {
  double mean, variance, log_likelihood, jump_probability, outlier_probability;
} JumpFilter;

static void jump_filter_step(JumpFilter *filter, const Space *space, const Print *observed) {
  Interval interval;
  interval_set(&interval, space, observed->hours);
  double pi = interval.jump_probability;
  double q0 = interval.diffusion;
  double q1 = q0 + space->jump_variance;
  double eps = space->outlier_probability;
  double print = observed->log_odds - space->bounce * observed->direction;
  double good = observed->tick_variance + space->noise * observed->noise_weight;
  double bad = good * space->outlier_ratio;
  double from = filter->mean;
  double from_variance = filter->variance;

  double mean0 = from;
  double mean1 = from;
  double variance0 = from_variance + q0;
  double variance1 = from_variance + q1;
  if (space->reversion_per_hour != 0) {
    mean0 = mean1 = interval.decay * from + interval.pull;
    variance0 = interval.decay * interval.decay * from_variance + q0;
    variance1 = interval.decay * interval.decay * from_variance + q1;
  }
  if (space->martingale) {
    double p = sigmoid(from);
    double slope0 = 1 + q0 * p * (1 - p);
    double slope1 = 1 + q1 * p * (1 - p);
    mean0 = from + q0 * (p - 0.5);
    mean1 = from + q1 * (p - 0.5);
    variance0 = slope0 * (slope0 * from_variance + q0);
    variance1 = slope1 * (slope1 * from_variance + q1);
  }

  double v0 = print - mean0;
  double v1 = print - mean1;
  double i00 = 1 / (variance0 + good);
  double i01 = 1 / (variance0 + bad);
  double i10 = 1 / (variance1 + good);
  double i11 = 1 / (variance1 + bad);
  double level = pi > 0 ? v1 * v1 * (eps > 0 ? i11 : i10) : v0 * v0 * (eps > 0 ? i01 : i00);
  double w00 = (1 - pi) * (1 - eps) * sqrt(i00) * exp(0.5 * (level - v0 * v0 * i00));
  double w01 = eps > 0 ? (1 - pi) * eps * sqrt(i01) * exp(0.5 * (level - v0 * v0 * i01)) : 0;
  double w10 = pi > 0 ? pi * (1 - eps) * sqrt(i10) * exp(0.5 * (level - v1 * v1 * i10)) : 0;
  double w11 = pi > 0 && eps > 0 ? pi * eps * sqrt(i11) : 0;
  double total = w00 + w01 + w10 + w11;
  double scale = 1 / total;

  double m00 = mean0 + variance0 * i00 * v0;
  double m01 = mean0 + variance0 * i01 * v0;
  double m10 = mean1 + variance1 * i10 * v1;
  double m11 = mean1 + variance1 * i11 * v1;
  double mean = (w00 * m00 + w01 * m01 + w10 * m10 + w11 * m11) * scale;
  filter->mean = mean;
  filter->variance = (w00 * (variance0 * good * i00 + (m00 - mean) * (m00 - mean)) +
                      w01 * (variance0 * bad * i01 + (m01 - mean) * (m01 - mean)) +
                      w10 * (variance1 * good * i10 + (m10 - mean) * (m10 - mean)) +
                      w11 * (variance1 * bad * i11 + (m11 - mean) * (m11 - mean))) *
                     scale;
  filter->log_likelihood = log(total) - 0.5 * (level + LOG_2_PI);
  filter->jump_probability = (w10 + w11) * scale;
  filter->outlier_probability = (w01 + w11) * scale;
}

/* ---- depth 1 to 3: GaussianSum -------------------------------------------------------------------------------- */

enum { MOST = 64 };
static const double PRUNE = 1e-8;

typedef struct {
  int histories;
  double mean, variance, log_likelihood, z_one_step;
  double weights[MOST], means[MOST], variances[MOST];
  double long_weights[4 * MOST], long_means[4 * MOST], long_variances[4 * MOST];
} GaussianSum;

static double expected(const Interval *interval, const Space *space, double mean) {
  return space->martingale ? mean + interval->diffusion * (sigmoid(mean) - 0.5) : interval->decay * mean + interval->pull;
}

static double spread_of(const GaussianSum *sum, const Interval *interval, const Space *space) {
  if (!space->martingale) return interval->decay * interval->decay * sum->variance + interval->diffusion;
  double p = sigmoid(sum->mean);
  double slope = 1 + interval->diffusion * p * (1 - p);
  return slope * (slope * sum->variance + interval->diffusion);
}

static void extend(GaussianSum *sum, const Interval *interval, const Space *space) {
  double pi = interval->jump_probability;
  double eps = space->outlier_probability;
  int martingale = space->martingale != 0;
  for (int h = 0; h < sum->histories; h++) {
    double weight = sum->weights[h];
    double from = sum->means[h];
    double p = martingale && weight > 0 ? sigmoid(from) : 0;
    for (int jump = 0; jump < 2; jump++) {
      double q = jump ? interval->diffusion + space->jump_variance : interval->diffusion;
      double slope = martingale ? 1 + q * p * (1 - p) : interval->decay;
      double mean = martingale ? from + q * (p - 0.5) : interval->decay * from + interval->pull;
      double variance = slope * slope * sum->variances[h] + (martingale ? q * slope : q);
      double prior = weight * (jump ? pi : 1 - pi);
      int good = 4 * h + 2 * jump;
      sum->long_weights[good] = prior * (1 - eps);
      sum->long_weights[good + 1] = prior * eps;
      sum->long_means[good] = sum->long_means[good + 1] = mean;
      sum->long_variances[good] = sum->long_variances[good + 1] = variance;
    }
  }
}

static double condition(GaussianSum *sum, double print, double good, double bad) {
  double level = INFINITY;
  for (int h = 0; h < 4 * sum->histories; h++) {
    if (sum->long_weights[h] == 0) continue;
    double surprise = print - sum->long_means[h];
    double least = (surprise * surprise) / (sum->long_variances[h] + (h & 1 ? bad : good));
    if (least < level) level = least;
  }
  for (int h = 0; h < 4 * sum->histories; h++) {
    double prior = sum->long_weights[h];
    if (prior == 0) continue;
    double noise = h & 1 ? bad : good;
    double precision = 1 / (sum->long_variances[h] + noise);
    double surprise = print - sum->long_means[h];
    double gain = sum->long_variances[h] * precision;
    sum->long_weights[h] = prior * sqrt(precision) * exp(0.5 * (level - surprise * surprise * precision));
    sum->long_means[h] = sum->long_means[h] + gain * surprise;
    sum->long_variances[h] = gain * noise;
  }
  return level;
}

static double merge(GaussianSum *sum) {
  int histories = sum->histories;
  double total = 0;
  for (int entry = 0; entry < 4 * histories; entry++) total += sum->long_weights[entry];
  double scale = 1 / total;
  double kept = 0;
  double overall = 0;
  for (int h = 0; h < histories; h++) {
    double weight = 0;
    double mean = 0;
    for (int entry = h; entry < 4 * histories; entry += histories) {
      double share = sum->long_weights[entry] * scale;
      sum->long_weights[entry] = share;
      weight += share;
      mean += share * sum->long_means[entry];
    }
    overall += mean;
    sum->weights[h] = 0;
    if (weight <= PRUNE) continue;
    mean /= weight;
    double variance = 0;
    for (int entry = h; entry < 4 * histories; entry += histories) {
      double apart = sum->long_means[entry] - mean;
      variance += sum->long_weights[entry] * (sum->long_variances[entry] + apart * apart);
    }
    sum->weights[h] = weight;
    sum->means[h] = mean;
    sum->variances[h] = variance / weight;
    kept += weight;
  }
  double spread = 0;
  for (int entry = 0; entry < 4 * histories; entry++) {
    double apart = sum->long_means[entry] - overall;
    spread += sum->long_weights[entry] * (sum->long_variances[entry] + apart * apart);
  }
  for (int h = 0; h < histories; h++) sum->weights[h] = sum->weights[h] / kept;
  sum->mean = overall;
  sum->variance = spread;
  return total;
}

static void gaussian_sum_step(GaussianSum *sum, const Space *space, const Print *observed) {
  Interval interval;
  interval_set(&interval, space, observed->hours);
  double print = observed->log_odds - space->bounce * observed->direction;
  double good = observed->tick_variance + space->noise * observed->noise_weight;
  sum->z_one_step = (print - expected(&interval, space, sum->mean)) / sqrt(spread_of(sum, &interval, space) + good);
  extend(sum, &interval, space);
  double level = condition(sum, print, good, good * space->outlier_ratio);
  double total = merge(sum);
  sum->log_likelihood = log(total) - 0.5 * (level + LOG_2_PI);
}

/* --------------------------------------------------------------------------------------------------------------- */

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec + 1e-9 * now.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc != 4) return fprintf(stderr, "usage: filter prints.bin DEPTH REPETITIONS\n"), 2;
  FILE *file = fopen(argv[1], "rb");
  if (!file) return fprintf(stderr, "%s: can't be read\n", argv[1]), 1;
  Space space;
  double start_variance;
  fseek(file, 0, SEEK_END);
  size_t count = (ftell(file) - sizeof space - sizeof start_variance) / sizeof(Print);
  rewind(file);
  Print *prints = malloc(count * sizeof(Print));
  int complete = fread(&space, sizeof space, 1, file) == 1 && fread(&start_variance, sizeof start_variance, 1, file) == 1 &&
                 fread(prints, sizeof(Print), count, file) == count;
  fclose(file);
  if (!complete) return fprintf(stderr, "%s: is too short\n", argv[1]), 1;

  int depth = atoi(argv[2]);
  double best = INFINITY;
  double log_likelihood = 0;
  for (int repetition = atoi(argv[3]); repetition > 0; repetition--) {
    JumpFilter filter = {.mean = 0, .variance = start_variance};
    static GaussianSum sum;
    memset(&sum, 0, sizeof sum);
    sum.histories = 1 << (2 * depth);
    sum.variance = start_variance;
    sum.weights[0] = 1;
    sum.variances[0] = start_variance;
    log_likelihood = 0;
    double start = seconds();
    for (size_t k = 0; k < count; k++) {
      if (depth == 0) {
        jump_filter_step(&filter, &space, &prints[k]);
        log_likelihood += filter.log_likelihood;
      } else {
        gaussian_sum_step(&sum, &space, &prints[k]);
        log_likelihood += sum.log_likelihood;
      }
    }
    double took = seconds() - start;
    if (took < best) best = took;
  }
  printf("%.3f %.17g\n", best / count * 1e9, log_likelihood);
  return 0;
}
