/** {@code alambic map}: which tensors a record becomes. */
package io.alambic.cli.map;
