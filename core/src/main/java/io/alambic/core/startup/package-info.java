/** What a process does when it starts: it loads the engine with its defaults, or rehearses a start. */
package io.alambic.core.startup;
