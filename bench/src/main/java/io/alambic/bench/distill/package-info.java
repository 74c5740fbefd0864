/** What distillation is worth: students that differ only in what they learn from, compared by test accuracy. */
package io.alambic.bench.distill;
