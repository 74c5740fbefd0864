/** What HTTP clients share. */
package io.alambic.core.http;
