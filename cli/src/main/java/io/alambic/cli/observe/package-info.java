/** Reads the metrics and the health of the services over HTTP. */
package io.alambic.cli.observe;
