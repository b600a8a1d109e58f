/** Examples of what would be right, for refusals. */
export const expected = {
  inbound:
    '{"channel_type": "whatsapp", "contact": {"display_name": "Ann Lee", "phone_number": "+852 5123 4567"}, "text": "Hello"}, or {"contact_id": "...", "message": {"type": "image", "url": "https://..."}}',
  outbound:
    '{"conversation_id": "...", "email": "agent@example.test", "text": "Hello"}, or {"contact_id": "...", "as": "bot", "text": "Hello"}',
  token:
    '{"kind": "user", "email": "agent@example.test", "expires_in": "PT1H"}, of the kind user, login, api_key, contact, channel or jwt',
  conversations:
    '{"count": 300, "status": "rep needed", "channel_type": "whatsapp", "team_id": "..."}, 10,000 at most: call again for more, or give the fixture a population',
  scenario:
    '{"customers": {"ann": {"channel_type": "whatsapp"}}, "steps": [{"inbound": {"customer": "ann", "text": "Hello"}}, {"after": "PT1M", "outbound": {"customer": "ann", "text": "Good morning"}}]}, of 1,000 steps at most',
}
