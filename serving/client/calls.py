"""Every call of the API as a method."""

from serving.client import events, plans, scores, service
from serving.client import outreach as noted
from serving.client import webhooks as hooks
from serving.client.methods import Listing, Method


class Calls:
    """What both clients can do. A list gives one item after the other; with `_page` in its name, one page."""

    intent = Method(scores.intent)
    ranked = Listing(scores.ranked, lambda page: page.results)
    ranked_page = Method(scores.ranked)
    dynamics = Listing(scores.dynamics, lambda page: page.value)
    dynamics_page = Method(scores.dynamics)
    find_accounts = Method(scores.find_accounts)
    find_leads = Method(scores.find_leads)
    account = Method(scores.account)
    lead = Method(scores.lead)
    account_timeline = Listing(scores.account_timeline, lambda page: page.items)
    account_timeline_page = Method(scores.account_timeline)
    lead_timeline = Listing(scores.lead_timeline, lambda page: page.items)
    lead_timeline_page = Method(scores.lead_timeline)
    today = Method(scores.today)
    today_csv = Method(scores.today_csv)

    win = Method(plans.win)
    sandbox = Method(plans.sandbox)
    scenarios = Listing(plans.scenarios, lambda page: page.scenarios)
    scenarios_page = Method(plans.scenarios)
    scenario = Method(plans.scenario)
    save_scenario = Method(plans.save_scenario)
    delete_scenario = Method(plans.delete_scenario)
    regions = Method(plans.regions)
    regions_geojson = Method(plans.regions_geojson)

    send_event = Method(events.send_event)
    send_events = Method(events.send_events)
    note_outreach = Method(noted.note_outreach)
    outreach = Method(noted.outreach)

    webhooks = Method(hooks.webhooks)
    webhook = Method(hooks.webhook)
    add_webhook = Method(hooks.add_webhook)
    delete_webhook = Method(hooks.delete_webhook)
    rotate_webhook = Method(hooks.rotate_webhook)
    test_webhook = Method(hooks.test_webhook)
    deliveries = Listing(hooks.deliveries, lambda page: page.deliveries)
    deliveries_page = Method(hooks.deliveries)
    retry_delivery = Method(hooks.retry_delivery)

    models = Method(service.models)
    health = Method(service.health)
    ready = Method(service.ready)
    metrics = Method(service.metrics)
    server = Method(service.server)
    server_live = Method(service.server_live)
    server_ready = Method(service.server_ready)
    model = Method(service.model)
    model_ready = Method(service.model_ready)
    infer = Method(service.infer)
