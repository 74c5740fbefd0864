/** {@code alambic train-teacher}: every distillation starts with a trained teacher. */
package io.alambic.tools.train;
