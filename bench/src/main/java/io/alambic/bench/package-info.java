/** Command line of the bench. */
package io.alambic.bench;
