/** What of training can change while it runs, as schedules over the steps. */
package io.alambic.core.hyperparameters;
