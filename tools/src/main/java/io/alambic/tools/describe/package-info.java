/** Says what a model takes and gives, so that its configuration is copy and paste. */
package io.alambic.tools.describe;
