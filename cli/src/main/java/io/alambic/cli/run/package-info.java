/** What every command shares that runs processes: their folder, the broker's topics, the screen. */
package io.alambic.cli.run;
