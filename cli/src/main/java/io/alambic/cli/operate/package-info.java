/** {@code alambic student}: what a running student is asked and told. */
package io.alambic.cli.operate;
