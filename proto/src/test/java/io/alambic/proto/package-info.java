/** Holds the contracts against the style guide, against every release and against the public specification. */
package io.alambic.proto;
