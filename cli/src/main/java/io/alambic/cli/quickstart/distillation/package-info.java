/** What a run distils: samples, teacher and student of each data set. */
package io.alambic.cli.quickstart.distillation;
