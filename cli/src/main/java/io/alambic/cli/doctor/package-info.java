/** {@code alambic doctor}: what keeps a distillation from working, and how to mend it. */
package io.alambic.cli.doctor;
