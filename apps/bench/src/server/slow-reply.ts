/** How long the slow token endpoint takes for a reply, in ms. */
export const slowReply = 25;
