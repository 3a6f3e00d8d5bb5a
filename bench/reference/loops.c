// How long does the least that could be called a backtest take, with nothing general in it?
//
// W1, W2 and W3 by hand, each one pass over columns: fills with costs and one tick of slippage, equity at every close,
// a log of trades. Money is whole micro-dollars. Compiled by bench/c-loops.ts:
//
//   cc -O3 -march=native -o loops loops.c -lm
//   ./loops BARS.bin COUNT WORKLOAD     one run: W1, W2, W3 or W3 stats
//   ./loops BARS.bin COUNT              one run for each line of input that names one, so that whoever asks can take turns
//
// BARS.bin: COUNT doubles of close, then COUNT 32-bit ticks each of open, high, low, close. One JSON line a run.

#define _POSIX_C_SOURCE 199309L
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TICK_VALUE 1250000LL
#define COST 620000LL
#define RSI_PERIOD 14
#define STOP_TICKS 20
#define TARGET_TICKS 40

typedef struct {
  int32_t n;
  const double *close;
  const int32_t *open_ticks, *high_ticks, *low_ticks, *close_ticks;
} Bars;

typedef struct {
  int32_t entry_bar, exit_bar, side, entry_ticks, exit_ticks;
} Trade;

typedef struct {
  int64_t trades, net, max_drawdown, fees;
} Figures;

static int64_t *equity;
static Trade *trades;

static int64_t drawdown(int32_t n) {
  int64_t peak = 0, most = 0;
  for (int32_t t = 0; t < n; t++) {
    if (equity[t] > peak) peak = equity[t];
    if (peak - equity[t] > most) most = peak - equity[t];
  }
  return most;
}

/** EMA cross, always in: the position turns at the open after the cross. */
static Figures ema_cross(const Bars *b, int fast_period, int slow_period, int stats_only) {
  const double fast_weight = 2.0 / (fast_period + 1), slow_weight = 2.0 / (slow_period + 1);
  double fast = b->close[0], slow = b->close[0], before = 0;
  int64_t cash = 0, fees = 0, count = 0, peak = 0, most = 0, value = 0;
  int32_t position = 0, wanted = 0, entry_bar = 0, entry_ticks = 0;
  for (int32_t t = 0; t < b->n; t++) {
    if (wanted != position) {
      const int32_t side = wanted > position ? 1 : -1, qty = abs(wanted - position);
      const int32_t price = b->open_ticks[t] + side;
      cash -= (int64_t)side * qty * price * TICK_VALUE + qty * COST;
      fees += qty * COST;
      if (position != 0) {
        if (!stats_only) trades[count] = (Trade){entry_bar, t, position, entry_ticks, price};
        count++;
      }
      entry_bar = t;
      entry_ticks = price;
      position = wanted;
    }
    value = cash + (int64_t)position * b->close_ticks[t] * TICK_VALUE;
    if (!stats_only) equity[t] = value;
    if (value > peak) peak = value;
    if (peak - value > most) most = peak - value;
    if (t > 0) {
      fast = fast_weight * b->close[t] + (1 - fast_weight) * fast;
      slow = slow_weight * b->close[t] + (1 - slow_weight) * slow;
    }
    const double now = fast - slow;
    if (t >= slow_period) {
      if (now > 0 && before <= 0) wanted = 1;
      else if (now < 0 && before >= 0) wanted = -1;
    }
    before = now;
  }
  return (Figures){count, value, most, fees};
}

/** RSI crosses out of 30 to 70: in at the next open, out by a stop or a target that are live from the entry's bar on. */
static Figures rsi_brackets(const Bars *b) {
  double gain = 0, loss = 0, before = NAN;
  int64_t cash = 0, fees = 0, count = 0;
  int32_t position = 0, wanted = 0, entry_bar = 0, entry_ticks = 0, stop = 0, target = 0;
  for (int32_t t = 0; t < b->n; t++) {
    if (wanted != 0) {
      position = wanted;
      wanted = 0;
      entry_bar = t;
      entry_ticks = b->open_ticks[t] + position;
      stop = entry_ticks - position * STOP_TICKS;
      target = entry_ticks + position * TARGET_TICKS;
      cash -= (int64_t)position * entry_ticks * TICK_VALUE + COST;
      fees += COST;
    }
    if (position != 0) {
      const int32_t open = b->open_ticks[t];
      int32_t price = INT32_MIN;
      if (position > 0 ? b->low_ticks[t] <= stop : b->high_ticks[t] >= stop) {
        const int32_t at = t > entry_bar && (position > 0 ? open < stop : open > stop) ? open : stop;
        price = at - position;
      } else if (position > 0 ? b->high_ticks[t] >= target : b->low_ticks[t] <= target) {
        price = t > entry_bar && (position > 0 ? open > target : open < target) ? open : target;
      }
      if (price != INT32_MIN) {
        cash += (int64_t)position * price * TICK_VALUE - COST;
        fees += COST;
        trades[count++] = (Trade){entry_bar, t, position, entry_ticks, price};
        position = 0;
      }
    }
    equity[t] = cash + (int64_t)position * b->close_ticks[t] * TICK_VALUE;
    if (t == 0) continue;
    const double change = b->close[t] - b->close[t - 1];
    const double up = change > 0 ? change : 0, down = change < 0 ? -change : 0;
    if (t <= RSI_PERIOD) {
      gain += up / RSI_PERIOD;
      loss += down / RSI_PERIOD;
      if (t < RSI_PERIOD) continue;
    } else {
      gain = (gain * (RSI_PERIOD - 1) + up) / RSI_PERIOD;
      loss = (loss * (RSI_PERIOD - 1) + down) / RSI_PERIOD;
    }
    const double rsi = 100 * gain / (gain + loss);
    if (position == 0) {
      if (rsi < 30 && before >= 30) wanted = 1;
      else if (rsi > 70 && before <= 70) wanted = -1;
    }
    before = rsi;
  }
  return (Figures){count, equity[b->n - 1], drawdown(b->n), fees};
}

/** 100 pairs: fast 5, 7 .. 23 by slow 30, 40 .. 120. */
static Figures sweep(const Bars *b, int stats_only) {
  Figures sum = {0, 0, 0, 0};
  for (int fast = 5; fast <= 23; fast += 2) {
    for (int slow = 30; slow <= 120; slow += 10) {
      const Figures one = ema_cross(b, fast, slow, stats_only);
      sum.trades += one.trades;
      sum.net += one.net;
      sum.max_drawdown += one.max_drawdown;
      sum.fees += one.fees;
    }
  }
  return sum;
}

static double now_ms(clockid_t clock) {
  struct timespec at;
  clock_gettime(clock, &at);
  return at.tv_sec * 1e3 + at.tv_nsec / 1e6;
}

/** One of them by its name; -1 trades where there is none such. */
static Figures run(const Bars *b, const char *name) {
  if (strcmp(name, "W1") == 0) return ema_cross(b, 12, 26, 0);
  if (strcmp(name, "W2") == 0) return rsi_brackets(b);
  if (strcmp(name, "W3") == 0) return sweep(b, 0);
  if (strcmp(name, "W3 stats") == 0) return sweep(b, 1);
  return (Figures){-1, 0, 0, 0};
}

static int tell(const Bars *b, const char *name) {
  const double from = now_ms(CLOCK_MONOTONIC), cpu_from = now_ms(CLOCK_PROCESS_CPUTIME_ID);
  const Figures found = run(b, name);
  const double ms = now_ms(CLOCK_MONOTONIC) - from, cpu = now_ms(CLOCK_PROCESS_CPUTIME_ID) - cpu_from;
  if (found.trades < 0) return fprintf(stderr, "no workload \"%s\"\n", name), 2;
  printf("{\"name\":\"%s\",\"ms\":%.4f,\"cpu\":%.4f,\"trades\":%lld,\"net\":%lld,\"maxDrawdown\":%lld,\"fees\":%lld}\n", name,
         ms, cpu, (long long)found.trades, (long long)found.net, (long long)found.max_drawdown, (long long)found.fees);
  fflush(stdout);
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 3 && argc != 4) return fprintf(stderr, "loops BARS.bin COUNT [WORKLOAD]\n"), 2;
  const int32_t n = atoi(argv[2]);
  const size_t size = (size_t)n * 24;
  char *bytes = malloc(size);
  FILE *file = fopen(argv[1], "rb");
  if (bytes == NULL || file == NULL || fread(bytes, 1, size, file) != size) return fprintf(stderr, "cannot read %s\n", argv[1]), 3;
  fclose(file);
  const double *close = (const double *)bytes;
  const int32_t *ticks = (const int32_t *)(bytes + (size_t)n * 8);
  const Bars bars = {n, close, ticks, ticks + n, ticks + 2 * (size_t)n, ticks + 3 * (size_t)n};
  equity = calloc(n, sizeof *equity);
  trades = calloc(n, sizeof *trades);
  if (argc == 4) return tell(&bars, argv[3]);
  char name[64];
  while (fgets(name, sizeof name, stdin) != NULL) {
    name[strcspn(name, "\n")] = '\0';
    const int code = tell(&bars, name);
    if (code != 0) return code;
  }
  return 0;
}
