/** {@code alambic student}: queries and controls a running student. */
package io.alambic.cli.operate;
