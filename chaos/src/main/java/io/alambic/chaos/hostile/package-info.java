/** Clients that do what no client should, all at once, and how an honest one fares beside them. */
package io.alambic.chaos.hostile;
