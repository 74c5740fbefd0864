/** What goes into and out of the topics: producing samples, and accounting for every one of them. */
package io.alambic.cli.stream;
