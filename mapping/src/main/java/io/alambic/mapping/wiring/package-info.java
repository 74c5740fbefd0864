/** The configuration of a mapping, {@code alambic.mapping.*}: one truth for all who read it. The one package that knows a framework. */
package io.alambic.mapping.wiring;
