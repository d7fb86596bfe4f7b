"""Software and services by name, as companies speak of what they run on."""

import re
from collections.abc import Iterator

from scrapers.pages.findings.spans import Found

# Names that are also everyday words are left out unless the way they are written gives them away.
NAMES = (
    "AWS|Amazon Web Services|Amazon S3|Azure|Google Cloud|GCP|Alibaba Cloud|Tencent Cloud|Huawei Cloud|Oracle "
    "Cloud|IBM Cloud|"
    "Cloudflare|Akamai|Fastly|DigitalOcean|Heroku|Vercel|Netlify|OVHcloud|Hetzner|Scalingo|GitHub Pages|GitHub|"
    "GitLab|Bitbucket|"
    "Jenkins|CircleCI|Terraform|Ansible|Kubernetes|Docker|OpenShift|VMware|Nutanix|Spinnaker|Istio|Envoy|Kafka|"
    "RabbitMQ|Redis|"
    "MongoDB|PostgreSQL|MySQL|MariaDB|SQL Server|Oracle Database|Cassandra|Elasticsearch|OpenSearch|ClickHouse|"
    "Snowflake|Databricks|"
    "BigQuery|Redshift|Hadoop|Apache Spark|Flink|Airflow|dbt|Fivetran|Airbyte|Tableau|Power BI|Looker|Metabase|"
    "Grafana|Prometheus|"
    "Datadog|New Relic|Splunk|Dynatrace|Sentry|Rollbar|PagerDuty|Bugsnag|Logz.io|Sumo Logic|SAP S/4HANA|SAP|Oracle "
    "NetSuite|NetSuite|"
    "Microsoft Dynamics|Dynamics 365|Workday|ServiceNow|Salesforce|HubSpot|Pipedrive|Zoho|Zendesk|Intercom|"
    "Freshdesk|Freshworks|"
    "Marketo|Pardot|Mailchimp|SendGrid|Mailgun|Postmark|Brevo|Sendinblue|Klaviyo|Braze|Iterable|Customer.io|Twilio|"
    "Vonage|Zoom|Slack|"
    "Microsoft Teams|Microsoft 365|Office 365|Google Workspace|Dropbox|Confluence|Jira|Atlassian|Asana|Trello|"
    "Monday.com|Notion|Airtable|"
    "Figma|Miro|DocuSign|Okta|Auth0|OneLogin|CrowdStrike|SentinelOne|Palo Alto Networks|Fortinet|Zscaler|Stripe|"
    "Adyen|PayPal|Braintree|"
    "Chargebee|Recurly|Paddle|Shopify|Magento|WooCommerce|WordPress|Drupal|Contentful|Webflow|Google Analytics|"
    "Google Tag Manager|"
    "Mixpanel|Amplitude|Heap Analytics|Segment.com|Hotjar|FullStory|Microsoft Clarity|MS Clarity|Matomo|ChartMogul|"
    "Optimizely|LaunchDarkly|"
    "OpenAI|ChatGPT|Anthropic|Claude|Gemini|Mistral AI|DeepSeek|Cohere|Hugging Face|LangChain|Pinecone|PyTorch|"
    "TensorFlow|Qwen|Llama|"
    "Siemens Teamcenter|Teamcenter|Windchill|SolidWorks|AutoCAD|CATIA|ANSYS|MATLAB|LabVIEW|Wonderware|Ignition "
    "SCADA|Rockwell Automation|"
    "UiPath|Automation Anywhere|Blue Prism|Power Automate|MuleSoft|Boomi|Zapier|Workato|Helpscout|Help Scout|Retool"
)
CHINESE = (
    "阿里云|腾讯云|华为云|百度智能云|天翼云|移动云|火山引擎|京东云|金山云|青云|七牛云|又拍云|钉钉|企业微信|飞书|"
    "用友|金蝶|浪潮|泛微|致远互联|蓝凌|"
    "纷享销客|销售易|有赞|微盟|神策数据|友盟|百度统计|极光推送|个推|环信|融云|声网|通义千问|文心一言|讯飞星火|豆包|"
    "混元|盘古大模型|达梦|人大金仓|"
    "OceanBase|TiDB|GaussDB|openGauss|麒麟操作系统|统信|鸿蒙|帆软|观远|永洪|法大大|e签宝|上上签|奇安信|深信服|绿盟|"
    "启明星辰|安恒|天融信|"
    "支付宝|微信支付|银联|中望|广联达|鼎捷|赛意|宝信|和利时|中控技术|汇川|管易云|聚水潭|北森|薪人薪事|钉钉宜搭|"
    "简道云|明道云"
)
_ALL = sorted(NAMES.split("|"), key=len, reverse=True)
_LATIN = re.compile(r"(?<![\w@./-])(?:" + "|".join(map(re.escape, _ALL)) + r")(?![\w-]|\.\w)")
_HAN = re.compile(CHINESE)


def read(text: str, _path: tuple[str, ...]) -> Iterator[Found]:
    """Technologies named in a line, written as they are known."""
    for pattern in (_LATIN, _HAN):
        yield from (Found("technology", said.group(), *said.span()) for said in pattern.finditer(text))
